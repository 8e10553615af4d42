import type { StoreTime } from "../core/store-time.ts";
import { addMilliseconds, type Instant } from "../core/time.ts";
import type { Claim, Doubt } from "./claim.ts";
import { companionsNear } from "./companions.ts";
import { countNeighbours, type NeighbourDeps, type Neighbours } from "./count-neighbours.ts";
import { type Evidence, mostTries, provenOutcome } from "./evidence.ts";
import { isEverybodyTried, type TriedDeps } from "./is-everybody-tried.ts";
import { fullSample } from "./neighbours.ts";
import { needsProbe, type Probe, probeFor } from "./probe.ts";
import type { SimulatorInput } from "./send-to-simulator.ts";
import { graceMs, type Witness } from "./settle.ts";
import type { Chunk } from "./store.ts";
import { type StreamSigns, streamHealth } from "./stream-health.ts";
import { oldestEventMs } from "./stream-state.ts";
import type { StreamStore } from "./stream-store.ts";

export type WitnessDeps = Omit<NeighbourDeps, "deliveries"> & {
  deliveries: NeighbourDeps["deliveries"] & TriedDeps["deliveries"];
  runs: TriedDeps["runs"];
  stream: Pick<StreamStore, "state" | "probes" | "companions" | "stampProbe" | "slowestDelayMs">;
  storeTime: StoreTime;
  /** Sends a probe from the sender of the issue, and answers what SES said to it. */
  probe: (input: SimulatorInput) => Promise<Probe["answer"]>;
  /** No events come of the mails of this home: what is in doubt stays unknown. */
  strict: boolean;
};
export type WitnessInput = Omit<SimulatorInput, "issueId"> & { place: Chunk; claim: Claim };

/**
 * What SES's events say of a chunk, and whether their silence about a doubt proves that no mail was made. Asks for
 * the probe that is needed for it, when everything else is well. The evidence is read after all that judges the stream:
 * what arrives in between is seen.
 */
export const readWitness = async (deps: WitnessDeps, input: WitnessInput): Promise<Witness> => {
  if (deps.strict) return { mode: "strict" };
  const { events, stream, storeTime, times } = deps;
  const delayMs = await stream.slowestDelayMs();
  const evidence = await events.evidence(input.place);
  const silent = silentDoubts(input.claim, evidence, addMilliseconds(storeTime().now, -times.signatureLifeMs));
  if (silent.length === 0) return { mode: "events", evidence, delayMs, isHealthy: () => false };
  const signs = await signsOf(deps, input, silent, delayMs);
  const evidenceReadAt = storeTime().now;
  const isHealthy = (doubt: Doubt): boolean => {
    const known = signs.get(doubt);
    return known !== undefined && streamHealth({ ...known, evidenceReadAt }, times).healthy;
  };
  return { mode: "events", evidence: await events.evidence(input.place), delayMs, isHealthy };
};

type Silent = Doubt & { ambiguousAt: Instant };

/** The doubts of which no event came, and no request can be accepted any more. */
const silentDoubts = ({ recipients, doubts }: Claim, evidence: Evidence, since: Instant): Silent[] =>
  [...doubts].flatMap(([index, doubt]): Silent[] => {
    const recipient = recipients[index];
    if (recipient?.state !== "ambiguous" || recipient.try >= mostTries) return [];
    if (provenOutcome(evidence, { index, try: recipient.try })) return [];
    return doubt.ambiguousAt !== undefined && doubt.ambiguousAt <= since ? [doubt as Silent] : [];
  });

const nobodyAround = { neighbours: { sent: 0, withEvent: 0 }, sample: { sent: 0, withEvent: 0, isWhole: true } };

type Signs = Omit<StreamSigns, "evidenceReadAt" | "probe"> & { probe: Probe | undefined };

const signsOf = async (
  deps: WitnessDeps,
  input: WitnessInput,
  silent: readonly Silent[],
  delayMs: number,
): Promise<Map<Doubt, Signs>> => {
  const { stream, storeTime, times } = deps;
  const { issueId } = input.place;
  const probes = await probesOf(deps, issueId);
  const companions = await stream.companions(issueId);
  const state = await stream.state();
  const now = storeTime().now;
  // As long ago as the nearest are at least when a grace is over.
  const before = addMilliseconds(now, times.neighbourhoodMs - graceMs(times, delayMs));
  const intents = [...new Set(silent.map(({ intentAt }) => intentAt))];
  const around = await neighboursOf(deps, { place: input.place, intents, before });
  const signs = new Map<Doubt, Signs>();
  for (const doubt of silent) {
    const { intentAt, ambiguousAt } = doubt;
    signs.set(doubt, {
      ambiguousAt,
      ...(around.get(intentAt) ?? nobodyAround),
      companions: companionsNear(companions, intentAt, times),
      deadLetters: state?.deadLetters ?? 0,
      probe: probeFor(probes, ambiguousAt, times),
      oldestEventMs: oldestEventMs(state, now, times),
      delayMs,
    });
  }
  const lacksProbe = [...signs.values()].some((each) => {
    const health = streamHealth({ ...each, evidenceReadAt: now }, times);
    return !health.healthy && health.reason === "no-probe" && needsProbe(each.probe, now, times);
  });
  if (lacksProbe) await deps.probe({ ...input, issueId });
  return signs;
};

/**
 * As `countNeighbours`, but fewer than a full sample are whole only when nobody waits for a first try: an issue that
 * stands still would have its doubts judged by the few who were sent before.
 */
const neighboursOf = async (
  deps: WitnessDeps,
  input: Parameters<typeof countNeighbours>[1],
): Promise<Map<Instant, Neighbours>> => {
  const around = await countNeighbours(deps, input);
  const areFew = ({ sample }: Neighbours) => sample.isWhole && sample.sent < fullSample;
  if (![...around.values()].some(areFew)) return around;
  // Counted again, so that whoever was tried until this was known is among them.
  if (await isEverybodyTried(deps, input.place.issueId)) return countNeighbours(deps, input);
  const waiting = (each: Neighbours) => (areFew(each) ? { ...each, sample: { ...each.sample, isWhole: false } } : each);
  return new Map([...around].map(([intentAt, each]) => [intentAt, waiting(each)]));
};

/** The probes of the issue; what came back since the last look is stamped with the time of this one. */
const probesOf = async ({ stream, storeTime }: WitnessDeps, issueId: string): Promise<Probe[]> => {
  const probes = await stream.probes(issueId);
  const now = storeTime().now;
  const isNew = ({ isBack, backAt }: Probe) => isBack && backAt === undefined;
  for (const { slot } of probes.filter(isNew)) await stream.stampProbe(issueId, slot, now);
  return probes.map((probe) => (isNew(probe) ? { ...probe, backAt: now } : probe));
};
