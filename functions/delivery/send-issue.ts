import { shards } from "../audience/shard.ts";
import type { AudienceStore } from "../audience/store.ts";
import { Conflict } from "../core/errors.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Rendition, Variant } from "../core/rendition.ts";
import { composeMime } from "../mail/compose-mime.ts";
import type { RateStore } from "../mail/rate-store.ts";
import { splice } from "../mail/splice.ts";
import { type StoreQuotaDeps, storeQuota } from "../mail/store-quota.ts";
import { isStuck } from "./claim.ts";
import { sendingFlow } from "./flow.ts";
import { holdChunk } from "./hold-chunk.ts";
import type { PauseCause } from "./issue-run.ts";
import { openChunks } from "./open-chunks.ts";
import { planAudience } from "./plan-audience.ts";
import { readControl } from "./read-control.ts";
import { readTally } from "./read-tally.ts";
import type { Run, StopCause } from "./run.ts";
import type { RunStore } from "./run-store.ts";
import { type SendChunkDeps, type SendChunkInput, sendChunk } from "./send-chunk.ts";
import { settleRefused } from "./settle-found.ts";
import type { DeliveryStore } from "./store.ts";
import { moved, type Tally } from "./tally.ts";

export type SendDeps = Omit<SendChunkDeps, "audience" | "deliveries" | "flow" | "onMoved" | "control"> & {
  audience: AudienceStore;
  deliveries: DeliveryStore;
  runs: RunStore;
  rates: RateStore;
  storeNow: StoreQuotaDeps["storeNow"];
  /** The SES configuration set whose events report on the mail; none on one machine. */
  configurationSet?: string | undefined;
  onProgress?: (tally: Tally) => void;
};

export type SendResult =
  | { ok: true; state: "done" | "done-with-unknown"; tally: Tally }
  /** Nothing was sent: a postal address is the law (CAN-SPAM). */
  | { ok: false; reason: "no-postal-address" }
  /** Stopped; sending again goes on with who is pending. */
  | { ok: false; reason: StopCause; tally: Tally }
  /** What is left was begun less than a minute ago, by somebody who may still be at it. */
  | { ok: false; reason: "in-flight"; tally: Tally }
  /** Some chunks came to nothing five times in a row; they go on after `redriveIssue`. */
  | { ok: false; reason: "stuck"; tally: Tally };

const lanes = 2;
const inFlight = 10;

/**
 * Sends an issue to its audience, frozen when it is first asked for, at the account's rate, and to nobody twice: a
 * recipient who may have been accepted is never sent again, and sending a second time goes on where the first ended.
 * audience = sent + rejected + skipped + unknown + pending in every tally.
 */
export const sendIssue = async (
  deps: SendDeps,
  { newsletter, rendition }: { newsletter: Newsletter; rendition: Rendition },
): Promise<SendResult> => {
  if (!newsletter.postalAddress) return { ok: false, reason: "no-postal-address" };
  const { issueId } = rendition;
  const audience = await freeze(deps, { newsletterId: newsletter.id, issueId, revision: rendition.revision });
  for (const cause of ["quota", "errors", "reputation"] as const) await lift(deps, issueId, cause);
  const before = await readTally(deps, issueId, audience);
  deps.onProgress?.(before);
  if (before.pending + before.unknown === 0) return finish(deps, issueId, audience);
  await storeQuota(deps);
  const flow = sendingFlow(deps, await deps.rates.read(deps.storeNow()));
  let tally = before;
  const onMoved: SendChunkDeps["onMoved"] = (from, to) => {
    tally = moved(tally, from, to);
    deps.onProgress?.(tally);
  };
  const control = (id: string) => readControl(deps, id);
  await sendOpen({ ...deps, flow, onMoved, control }, { newsletter, rendition });
  return finish(deps, issueId, audience, flow.cause);
};

/** Plans once; whoever comes later gets the size of the same audience. */
const freeze = async (
  deps: SendDeps,
  { newsletterId, issueId, revision }: Pick<Run, "newsletterId" | "issueId" | "revision">,
): Promise<number> => {
  await deps.runs.begin({ issueId, newsletterId, revision, frozenAt: deps.clock() });
  const run = await deps.runs.get(issueId);
  if (!run || run.newsletterId !== newsletterId) throw new Conflict(`issue ${issueId} is sent by another newsletter`);
  if (run.audience !== undefined) return run.audience;
  const audience = await planAudience(deps, { newsletterId, issueId, frozenAt: run.frozenAt });
  await deps.runs.planned(issueId, audience);
  return audience;
};

const lift = async ({ runs }: SendDeps, issueId: string, cause: PauseCause): Promise<void> => {
  const standing = (await runs.get(issueId))?.causes[cause];
  if (standing) await runs.lift(issueId, cause, standing.since);
};

type Running = SendDeps & Pick<SendChunkDeps, "flow" | "control" | "onMoved">;

const sendOpen = async (deps: Running, input: { newsletter: Newsletter; rendition: Rendition }): Promise<void> => {
  const { issueId } = input.rendition;
  const { flow } = deps;
  const shared = sharedInput(deps, input);
  const holder = deps.newWriteId();
  const work = openChunks(deps, { issueId, now: deps.storeTime().now });
  const lane = async () => {
    while (flow.cause === undefined) {
      const chunk = (await work.next()).value;
      if (!chunk) return;
      await sendChunk(deps, { ...shared, chunk, holder });
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  await settleLastRefused(deps, { issueId, holder });
  for (const each of ended) if (each.status === "rejected") throw each.reason;
};

/** A refusal is the recipient's when SES takes others from the same sender, and the issue's when it takes nobody. */
const settleLastRefused = async (deps: Running, input: { issueId: string; holder: string }): Promise<void> => {
  const probe = deps.flow.cause === "errors" ? "refused" : "accepted";
  for await (const { place, manifest, claim } of openChunks(deps, {
    issueId: input.issueId,
    now: deps.storeTime().now,
  })) {
    if (!claim.recipients.some(({ state }) => state === "refused")) continue;
    const taken = await holdChunk(deps, { place, size: manifest.members.length, holder: input.holder });
    if (!taken.ok) continue;
    taken.held.note(settleRefused(taken.held.claim, probe));
    await taken.held.letGo();
  }
};

/** Throws `InvalidInput` when no message at all can be made of the rendition, before anybody is rejected for it. */
const sharedInput = (
  deps: Running,
  { newsletter, rendition }: { newsletter: Newsletter; rendition: Rendition },
): Omit<SendChunkInput, "chunk" | "holder"> => {
  const { issueId } = rendition;
  const { address } = newsletter.sender;
  const compose = (variant: Variant) => {
    const mail = composeMime({
      newsletter,
      rendition,
      variant,
      at: deps.clock(),
      configurationSet: deps.configurationSet,
    });
    const personal = deps.personal({ newsletterId: newsletter.id, issueId }, "0".repeat(26));
    splice(mail, { to: { address }, deliveryId: issueId, ...personal });
    return mail;
  };
  return {
    newsletterId: newsletter.id,
    source: address,
    revision: rendition.revision,
    strict: true,
    mails: { everything: compose("everything"), photos: compose("photos") },
    inFlight: inFlight / lanes,
  };
};

/** The sums as the ledger has them, not as this run counted. */
const finish = async (deps: SendDeps, issueId: string, audience: number, cause?: StopCause): Promise<SendResult> => {
  const tally = await readTally(deps, issueId, audience);
  if (cause !== undefined) {
    if (cause !== "throttled" && cause !== "unreachable") await deps.runs.pause(issueId, cause, deps.clock());
    return { ok: false, reason: cause, tally };
  }
  if (tally.pending > 0) return { ok: false, reason: (await anyStuck(deps, issueId)) ? "stuck" : "in-flight", tally };
  const state = tally.unknown > 0 ? "done-with-unknown" : "done";
  const run = await deps.runs.get(issueId);
  if (run) await deps.runs.settle(run, state);
  return { ok: true, state, tally };
};

const anyStuck = async ({ deliveries, storeTime }: SendDeps, issueId: string): Promise<boolean> => {
  for (const shard of shards)
    for await (const [, claim] of deliveries.claims(issueId, shard)) if (isStuck(claim, storeTime().now)) return true;
  return false;
};
