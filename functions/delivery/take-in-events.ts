import type { Clock } from "../core/time.ts";
import { type EventMeaning, eventMeaning, placeOf } from "./event-meaning.ts";
import type { EventMarks, EventsStore } from "./events-store.ts";
import { evidenceMark } from "./evidence.ts";
import { type FollowDeps, followEvent } from "./follow-event.ts";
import { readSesEvent, type SesEvent } from "./ses-event.ts";

export type TakeInDeps = FollowDeps & {
  events: FollowDeps["events"] & Pick<EventsStore, "addEvidence" | "keepUnread">;
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
  const followed = raws.map((raw) => follow(deps, raw, chunks));
  await Promise.allSettled(followed);
  const written = new Map([...chunks].map(([key, marks]) => [key, deps.events.addEvidence(marks)]));
  await Promise.allSettled(written.values());
  return Promise.allSettled(
    followed.map(async (each) => {
      const { taken, chunk } = await each;
      if (chunk !== undefined) await written.get(chunk);
      return taken;
    }),
  );
};

const follow = async (
  deps: TakeInDeps,
  raw: unknown,
  chunks: Map<string, EventMarks>,
): Promise<{ taken: TakenIn; chunk?: string | undefined }> => {
  const read = readSesEvent(raw);
  if (!read.ok) {
    await deps.events.keepUnread(asText(raw), read.reason, deps.clock());
    return { taken: read };
  }
  const { event } = read;
  const meaning = eventMeaning(event);
  if (!meaning) return { taken: { ok: true, did: "ignored" } };
  await followEvent(deps, { event, meaning });
  return { taken: { ok: true, did: "recorded" }, chunk: mark(chunks, event, meaning) };
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
