import type { AudienceStore } from "../audience/store.ts";
import type { Installation } from "../mail/open-installation.ts";
import { chunkWork } from "./chunk-work.ts";
import { openClaim } from "./claim.ts";
import { type Control, controlOf, isPauseCause, type Run, type StopCause } from "./run.ts";
import type { RunStore } from "./run-store.ts";
import { type ChunkEnd, type SendChunkDeps, type SendChunkInput, sendChunk } from "./send-chunk.ts";
import type { Sender } from "./sender.ts";
import type { Chunk, DeliveryStore } from "./store.ts";

export type WorkChunkDeps = Omit<
  SendChunkDeps,
  "flow" | "control" | "onCircle" | "audience" | "deliveries" | "runs"
> & {
  audience: Pick<AudienceStore, "getMany">;
  deliveries: SendChunkDeps["deliveries"] & Pick<DeliveryStore, "manifest">;
  runs: Pick<RunStore, "get" | "pause" | "lift">;
  sender: Sender;
  /** Asked with the control of the issue, before every intent. */
  installation: Pick<Installation, "isConfirmed">;
  /** Whether this process is about to end: then no further batch is begun. */
  isStopping?: () => boolean;
};

/** Of one chunk, a whole batch: a slot is a promise to start in time, and who waits for an answer first forfeits it. */
const inFlight = 25;

/**
 * What came of a piece of work: whether anything changed; whether it was given back because others have the slots of the
 * next seconds; why this sender stopped, if it did; and who was left out for moving in a circle, where somebody was.
 */
export type Worked = {
  changed: boolean;
  busy?: boolean;
  cause?: StopCause | undefined;
  circling?: string[] | undefined;
};

const nothing: Worked = { changed: false };

/**
 * Does what there is to do for a chunk; what stops this sender for everybody pauses the issue. Asked twice, or too late,
 * it finds nothing to do and writes nothing. After a correction the rest of the chunk is taken up again at once.
 */
export const workChunk = async (
  deps: WorkChunkDeps,
  { place, probe }: { place: Chunk; probe?: boolean | undefined },
): Promise<Worked> => {
  const manifest = await deps.deliveries.manifest(place);
  if (!manifest) return nothing;
  for (let changed = false; ; changed = true) {
    if (deps.isStopping?.()) return { changed };
    const run = await readRun(deps, place.issueId);
    if (run.audience === undefined || run.settled === "done") return { changed };
    const claim = (await deps.deliveries.claim(place)) ?? openClaim(manifest.recipients.length);
    const share = await deps.sender.share(run, place);
    const work = chunkWork(claim, { now: deps.storeTime().now, control: probing(run, probe), share });
    if (work === "none" || work === "held" || work === "stuck") return { changed };
    const settleOnly = work !== "send";
    const worked = await sendHeld(deps, { run, chunk: { place, manifest, claim }, share, probe, settleOnly });
    if (worked.end !== "corrected") return { ...worked, changed: changed || worked.changed };
  }
};

const sendHeld = async (
  deps: WorkChunkDeps,
  { run, ...input }: Pick<SendChunkInput, "chunk" | "share" | "probe" | "settleOnly"> & { run: Run },
): Promise<Worked & { end: ChunkEnd }> => {
  const { issueId, newsletterId, revision } = run;
  const flow = await deps.sender.flow(issueId);
  const control = async (id: string) => {
    const [current, isConfirmed] = await Promise.all([readRun(deps, id), deps.installation.isConfirmed()]);
    const said = probing(current, input.probe);
    if (!isConfirmed) return { ...said, maySend: false, cancelled: false };
    return deps.isStopping?.() ? { ...said, maySend: false } : said;
  };
  let [moves, sent] = [0, 0];
  const circling = new Set<string>();
  const onCircle = (id: string) => void circling.add(id);
  const onMoved: WorkChunkDeps["onMoved"] = (from, to) => {
    moves += 1;
    if (to === "sent") sent += 1;
    deps.onMoved(from, to);
  };
  const mails = await deps.sender.mails(run);
  const shared = { newsletterId, revision, inFlight, holder: deps.sender.holder };
  const send = () => sendChunk({ ...deps, flow, control, onMoved, onCircle }, { ...mails, ...shared, ...input });
  const pauseIfStopped = async () => {
    if (isPauseCause(flow.cause)) await deps.runs.pause(issueId, flow.cause, deps.storeTime().now);
  };
  // Who only settles waits for nobody's turn. What stopped this sender is everybody's to know, whatever came of the end of its chunk.
  const working = input.settleOnly ? send() : deps.sender.inTurn(flow, orStop(deps, send));
  const end = await working.finally(pauseIfStopped);
  const { cause } = flow;
  const { errors } = run.causes;
  if (input.probe && errors && sent > 0) await deps.runs.lift(issueId, "errors", errors.since);
  return {
    ...{ changed: moves > 0, busy: end === "no-slots", cause, end },
    ...(circling.size > 0 && { circling: [...circling] }),
  };
};

/** Not begun when the time of this process is over by the time its turn comes. */
const orStop =
  ({ isStopping }: Pick<WorkChunkDeps, "isStopping">, send: () => Promise<ChunkEnd>) =>
  (): Promise<ChunkEnd> =>
    isStopping?.() ? Promise.resolve("paused") : send();

const readRun = async ({ runs }: Pick<WorkChunkDeps, "runs">, issueId: string): Promise<Run> => {
  const run = await runs.get(issueId);
  if (!run) throw new Error(`the run of ${issueId} is gone`);
  return run;
};

/** As the run says; for a probe as if no errors had paused it. */
const probing = (run: Run, probe: boolean | undefined): Control => {
  const { errors: _, ...others } = run.causes;
  return controlOf(probe ? { ...run, causes: others } : run);
};
