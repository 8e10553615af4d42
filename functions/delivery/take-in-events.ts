import { type Clock, millisecondsBetween } from "../core/time.ts";
import { companionNamed } from "./companions.ts";
import { delayBucket } from "./event-delay.ts";
import { deliveryOf, type EventMeaning, eventMeaning, placeOf } from "./event-meaning.ts";
import type { EventMarks, EventsStore } from "./events-store.ts";
import { evidenceMark } from "./evidence.ts";
import { type FollowDeps, followEvent } from "./follow-event.ts";
import { probeNamed } from "./probe.ts";
import { readSesEvent, type SesEvent } from "./ses-event.ts";
import type { StreamStore } from "./stream-store.ts";

export type TakeInDeps = FollowDeps & {
  events: FollowDeps["events"] & Pick<EventsStore, "addEvidence" | "keepUnread">;
  stream: Pick<StreamStore, "addDelays" | "noteProbeBack" | "noteCompanionBack">;
  clock: Clock;
};

export type TakenIn =
  | { ok: true; did: "recorded" | "ignored" }
  /** Kept as it came; trying again changes nothing. */
  | { ok: false; reason: "unknown-type" | "unreadable" };

/**
 * Takes in events of SES, in whatever order they come and however often: the same events lead to the same sums and the
 * same suppressions. Answers one result for each; those that are rejected may be tried again, and held up no other. What
 * is said of the deliveries of one chunk is one write.
 */
export const takeInEvents = async (
  deps: TakeInDeps,
  raws: readonly unknown[],
): Promise<PromiseSettledResult<TakenIn>[]> => {
  const chunks = new Map<string, EventMarks>();
  const delays: Record<string, number> = {};
  const followed = raws.map((raw) => follow(deps, raw, { chunks, delays }));
  await Promise.allSettled(followed);
  const written = new Map([...chunks].map(([key, marks]) => [key, deps.events.addEvidence(marks)]));
  await Promise.allSettled([...written.values(), addDelays(deps, delays)]);
  return Promise.allSettled(
    followed.map(async (each) => {
      const { taken, chunk } = await each;
      if (chunk !== undefined) await written.get(chunk);
      return taken;
    }),
  );
};

/** A sample more or less changes nothing, so one that cannot be written holds up no event. */
const addDelays = async ({ stream, clock }: TakeInDeps, delays: Record<string, number>): Promise<void> => {
  if (Object.keys(delays).length > 0) await stream.addDelays(clock().slice(0, 10), delays);
};

const follow = async (
  deps: TakeInDeps,
  raw: unknown,
  { chunks, delays }: { chunks: Map<string, EventMarks>; delays: Record<string, number> },
): Promise<{ taken: TakenIn; chunk?: string | undefined }> => {
  const read = readSesEvent(raw);
  if (!read.ok) {
    await deps.events.keepUnread(asText(raw), read.reason, deps.clock());
    return { taken: read };
  }
  const { event } = read;
  const meaning = event && eventMeaning(event);
  if (!meaning) return { taken: { ok: true, did: "ignored" } };
  const bucket = delayBucket(millisecondsBetween(meaning.at, deps.clock()));
  delays[bucket] = (delays[bucket] ?? 0) + 1;
  if (await noteSimulatorMail(deps, deliveryOf(event))) return { taken: { ok: true, did: "recorded" } };
  await followEvent(deps, { event, meaning });
  return { taken: { ok: true, did: "recorded" }, chunk: mark(chunks, event, meaning) };
};

/** Notes that a probe or a companion is back; `false` when it is neither. */
const noteSimulatorMail = async ({ stream }: TakeInDeps, id: string): Promise<boolean> => {
  const [probe, companion] = [probeNamed(id), companionNamed(id)];
  if (probe) await stream.noteProbeBack(probe);
  if (companion) await stream.noteCompanionBack(companion);
  return probe !== undefined || companion !== undefined;
};

/** Notes the event among those of its chunk, and answers which that is; a system mail is in none. */
const mark = (chunks: Map<string, EventMarks>, event: SesEvent, { evidence, bounce }: EventMeaning) => {
  const place = placeOf(event);
  if (!place) return undefined;
  const { issueId, shard, chunk } = place;
  const key = [issueId, shard, chunk].join("_");
  const marks: EventMarks = chunks.get(key) ?? { issueId, shard, chunk, kinds: {} };
  const split = bounce && ({ hard: "bouncedHard", soft: "bouncedSoft" } as const)[bounce];
  for (const kind of split ? [evidence, split] : [evidence])
    marks.kinds[kind] = (marks.kinds[kind] ?? new Set()).add(evidenceMark(place));
  chunks.set(key, marks);
  return key;
};

const asText = (raw: unknown): string => (typeof raw === "string" ? raw : String(JSON.stringify(raw)));
