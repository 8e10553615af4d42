import { shards } from "../../functions/audience/shard.ts";
import { inParallel } from "../../functions/core/in-parallel.ts";
import { toInstant } from "../../functions/core/time.ts";
import { openClaim, release, takeLease, withMoves } from "../../functions/delivery/claim.ts";
import { chunkSize } from "../../functions/delivery/delivery.ts";
import { lookAtIssue } from "../../functions/delivery/look-at-issue.ts";
import { manifestOf } from "../../functions/delivery/manifest.ts";
import { readDeliverability } from "../../functions/delivery/read-deliverability.ts";
import { readSums } from "../../functions/delivery/read-sums.ts";
import { openSender } from "../../functions/delivery/sender.ts";
import { partsOf } from "../faults/parts.ts";
import type { World } from "../faults/world.ts";

/** How long the sums took, one reading after the other. */
export type SumsSeen = { sums: Timed[]; reported: Timed[]; idleMegabytes: number; megabytes: number };
export type Timed = { ms: number; cpuMs: number };
export type SweepSeen = Record<"idleMegabytes" | "megabytes", number> &
  Record<"plan" | "first" | "again" | "sums" | "reported", Timed>;

/** Fills a ledger, or looks at it, in a process of its own, so that its memory is its own. */
const [storeUrl = "", people = "", mode = ""] = process.argv.slice(2);
const issueId = "flashbulb-20261024T0600Z";
const world: World = {
  ...{
    storeUrl,
    sesUrl: storeUrl,
    eventsUrl: storeUrl,
    folder: "",
    newsletterId: "flashbulb",
    issueId,
    factor: 1,
    strict: false,
  },
};
const parts = partsOf(world);
const perShard = Math.ceil(Number(people) / shards.length);
const marks = new Set(Array.from({ length: chunkSize }, (_, index) => index * 4 + 1));

/** The first half of each shard is sent and delivered, the rest has been begun by nobody. */
const fill = async (shard: string): Promise<void> => {
  let position = 0;
  let chunk = "0";
  const letter = "0123456789abcdefghjkmnpqrstvwxyz"[Number.parseInt(shard, 16) * 2];
  for (; position < perShard; position += chunkSize) {
    const size = Math.min(chunkSize, perShard - position);
    const recipients = Array.from({ length: size }, (_, n) => ({
      ...{ id: `${letter}${String(position + n).padStart(25, "0")}`, variant: "everything" as const },
    }));
    const manifest = manifestOf(chunk, recipients, position);
    await parts.deliveries.putManifest(issueId, shard, manifest);
    if (position < perShard / 2) await sendAll(shard, chunk, size);
    chunk = recipients.at(-1)?.id ?? chunk;
  }
  await parts.deliveries.putManifest(issueId, shard, manifestOf(chunk, [], perShard));
};

const sendAll = async (shard: string, chunk: string, size: number): Promise<void> => {
  const writing = { now: toInstant(Date.now()), writeId: "w".repeat(36), times: parts.times };
  const taken = takeLease(openClaim(size), { holder: "h".repeat(36), ...writing });
  if (!taken.ok) throw new Error(taken.reason);
  const all = Array.from({ length: size }, (_, index) => index);
  const begun = withMoves(
    taken.claim,
    all.map((index) => ({ index, when: "begun", revision: 1 }) as const),
    writing,
  );
  const sent = withMoves(
    begun,
    all.map((index) => ({ index, when: "accepted" }) as const),
    writing,
  );
  const before = openClaim(size);
  await parts.deliveries.putClaim({ issueId, shard, chunk }, before, release(sent, { ...writing, failed: false }));
  await parts.events.addEvidence({ issueId, shard, chunk, kinds: { sent: marks, delivered: marks } });
};

/** Milliseconds by the clock and of this process: on a busy machine only the second say anything of the program. */
const timed = async (act: () => Promise<unknown>): Promise<Timed> => {
  const [from, used] = [performance.now(), process.cpuUsage()];
  await act();
  const { user, system } = process.cpuUsage(used);
  return { ms: performance.now() - from, cpuMs: (user + system) / 1000 };
};

const look = async (): Promise<SweepSeen> => {
  const run = await parts.runs.get(issueId);
  if (!run) throw new Error("there is nothing to look at");
  const deps = { ...parts, sender: openSender(parts) };
  const idleMegabytes = process.memoryUsage().rss / 2 ** 20;
  const plan = await timed(() => deps.sender.plan(issueId));
  const first = await timed(() => lookAtIssue(deps, run));
  const again = await timed(() => lookAtIssue(deps, run));
  const megabytes = megabytesAtMost();
  const sums = await timed(() => readSums(parts, issueId));
  const reported = await timed(() => readDeliverability(parts, issueId));
  return { idleMegabytes, megabytes, plan, first, again, sums, reported };
};

/** Everybody is sent and reported; of a plan only what the sums are read from. */
const fillClaims = async (shard: string): Promise<void> => {
  for (let position = 0; position < perShard; position += chunkSize)
    await sendAll(shard, String(position).padStart(26, "0"), Math.min(chunkSize, perShard - position));
};

const readings = 5;

const sum = async (): Promise<SumsSeen> => {
  await parts.runs.get(issueId);
  const seen: SumsSeen = { sums: [], reported: [], idleMegabytes: megabytesAtMost(), megabytes: 0 };
  for (let n = 0; n < readings; n++) seen.sums.push(await timed(() => readSums(parts, issueId)));
  for (let n = 0; n < readings; n++) seen.reported.push(await timed(() => readDeliverability(parts, issueId)));
  const sums = await readSums(parts, issueId);
  if (sums?.tally.sent !== perShard * shards.length) throw new Error("the sums are not what was written");
  return { ...seen, megabytes: megabytesAtMost() };
};

const megabytesAtMost = (): number => process.resourceUsage().maxRSS / 1024;

const begin = async (filling: (shard: string) => Promise<void>) => {
  const run = {
    issueId,
    newsletterId: "flashbulb",
    frozenAt: toInstant(Date.now()),
    audience: perShard * shards.length,
  };
  await parts.runs.begin(run);
  await inParallel(shards, 8, filling);
};

const modes: Record<string, () => Promise<object>> = {
  fill: async () => (await begin(fill)) ?? {},
  "fill-claims": async () => (await begin(fillClaims)) ?? {},
  look,
  sum,
};
console.log(JSON.stringify(await modes[mode]?.()));
process.exit();
