import { inParallel } from "../core/in-parallel.ts";
import { type StampDeps, stamped } from "../core/stamped.ts";
import type { Instant } from "../core/time.ts";
import type { RowResult } from "./import-summary.ts";
import type { ListStore } from "./list-store.ts";
import type { ReadRow } from "./read-list.ts";
import type { seenIds } from "./seen-ids.ts";
import type { AudienceStore } from "./store.ts";
import type { Subscriber } from "./subscriber.ts";
import { type Known, type Listed, suppressionBy, type Taken, takeIn } from "./take-in.ts";

export type TakeInRowsDeps = {
  audience: Pick<AudienceStore, "get" | "getScattered" | "restamp" | "suppress" | "suppressions">;
  lists: ListStore;
} & StampDeps;

/** A row, and whom it is about, or why it is about nobody. */
export type Read = { row: ReadRow; listed: Listed | { refused: string } };

type PlacedRow = { at: number; listed: Listed };
/** Rows in their order, and those that are about somebody by their id. */
export type People = { read: readonly Read[]; byId: ReadonlyMap<string, [PlacedRow, ...PlacedRow[]]> };

export const peopleOf = (read: readonly Read[]): People => {
  const byId = new Map<string, [PlacedRow, ...PlacedRow[]]>();
  for (const [at, { listed }] of read.entries()) {
    if ("refused" in listed) continue;
    const rows = byId.get(listed.id);
    if (rows) rows.push({ at, listed });
    else byId.set(listed.id, [{ at, listed }]);
  }
  return { read, byId };
};

/**
 * Some rows, and what the store knows of those of their people whom it was `asked` about; who is suppressed, of those
 * alone whom the list says so of.
 */
export type Rows = {
  people: People;
  known: Promise<{ subscribers: ReadonlyMap<string, Subscriber>; suppressed: { has(id: string): boolean } }>;
  asked: ReadonlySet<string>;
};

export type TakeInRowsInput = {
  file: string;
  dryRun?: boolean | undefined;
  erased: ReadonlySet<string>;
  seen: ReturnType<typeof seenIds>;
};

const writesAtATime = 25;

/**
 * Takes in some rows: who is new is added in few requests, then the rest is written row by row, rows about one person
 * one after the other. Every write holds only on the state that it was decided on; where that has changed it is decided
 * anew.
 */
export const takeInRows = async (
  deps: TakeInRowsDeps,
  { file, dryRun, erased, seen }: TakeInRowsInput,
  { people: { read, byId }, known, asked }: Rows,
): Promise<RowResult[]> => {
  const { subscribers, suppressed } = await known;
  const knownOf = (id: string): Known | undefined =>
    asked.has(id)
      ? { subscriber: subscribers.get(id), isSuppressed: suppressed.has(id), isErased: erased.has(id) }
      : undefined;
  const results = read.map(({ row, listed }): RowResult => {
    if ("refused" in listed) return { file, line: row.line, outcome: "refused", reason: listed.refused };
    return { file, line: row.line, id: listed.id, outcome: "there-already" };
  });
  const firsts = [...byId.values()].map(([{ listed }]) => listed);
  const nowOf = async (listed: Listed): Promise<Known> =>
    knownOf(listed.id) ?? { ...(await knownNow(deps, listed)), isErased: erased.has(listed.id) };
  const barred = await barAll(deps, byId, { known: nowOf, dryRun });
  const added = dryRun ? new Map<string, Taken["outcome"]>() : await addNew(deps, firsts, knownOf);
  await inParallel([...byId.values()], writesAtATime, async (rows) => {
    for (const [place, { at, listed }] of rows.entries()) {
      const wasSeen = seen.saw(listed.id);
      const outcomeAdded = place === 0 ? added.get(listed.id) : undefined;
      const taken = outcomeAdded
        ? { outcome: outcomeAdded, changed: true }
        : await takeInRow(deps, listed, {
            known: place === 0 ? knownOf(listed.id) : undefined,
            isErased: erased.has(listed.id),
            dryRun,
          });
      const { outcome, changed } = barred.has(listed) ? { outcome: "suppressed" as const, changed: true } : taken;
      (results[at] as RowResult).outcome = wasSeen && (!changed || dryRun) ? "duplicate" : outcome;
    }
  });
  return results;
};

/**
 * Lets no mail go to those of whom a list says so beside what else they are, before any of them is added: nobody is
 * mailed in between. Gives the rows by which that is new.
 */
const barAll = async (
  deps: TakeInRowsDeps,
  byId: People["byId"],
  { known: knownOf, dryRun }: { known: (listed: Listed) => Promise<Known>; dryRun: boolean | undefined },
): Promise<ReadonlySet<Listed>> => {
  const barred = new Set<Listed>();
  const those = [...byId.values()].flatMap((rows) =>
    rows.flatMap(({ listed }) => (listed.suppressed && isSubscriber(listed) ? [listed] : [])),
  );
  await inParallel(those, writesAtATime, async (listed) => {
    const known = await knownOf(listed);
    const change = known.isErased && !known.subscriber ? undefined : suppressionBy(known, listed)?.change;
    if (change?.kind !== "suppress") return;
    if (dryRun || (await deps.audience.suppress(listed.id, change.reason, change.at))) barred.add(listed);
  });
  return barred;
};

const isSubscriber = ({ state }: Listed): boolean => state === "subscribed" || state === "unsubscribed";

/** Adds those whom nobody knows, and says what came of it; those who came meanwhile are left to be looked at again. */
const addNew = async (
  deps: TakeInRowsDeps,
  firsts: readonly Listed[],
  knownOf: (id: string) => Known | undefined,
): Promise<Map<string, Taken["outcome"]>> => {
  const additionsAt = (now: Instant) =>
    firsts.flatMap((listed) => {
      const known = knownOf(listed.id);
      const taken = known && takeIn(known, listed, now);
      return taken?.change?.kind === "add" ? [{ outcome: taken.outcome, subscriber: taken.change.subscriber }] : [];
    });
  const { result: added, at } = await stamped(deps, {
    write: (now) => deps.lists.addAll(additionsAt(now).map(({ subscriber }) => subscriber)),
    again: (stamps) => restampAll(deps, firsts, stamps),
  });
  const additions = additionsAt(at);
  return new Map(
    additions.flatMap(({ subscriber, outcome }, place) => (added[place] ? [[subscriber.id, outcome]] : [])),
  );
};

/** `true` when there was anybody whose stamp was of then. */
const restampAll = async (
  { audience }: TakeInRowsDeps,
  listed: readonly Listed[],
  stamps: { from: Instant; to: Instant },
): Promise<boolean> => {
  const each = ({ newsletterId, id }: Listed) => audience.restamp(newsletterId, id, stamps);
  return (await inParallel(listed, writesAtATime, each)).includes(true);
};

const mostTries = 5;

const takeInRow = async (
  deps: TakeInRowsDeps,
  listed: Listed,
  { known, isErased, dryRun }: { known: Known | undefined; isErased: boolean; dryRun: boolean | undefined },
): Promise<{ outcome: RowResult["outcome"]; changed: boolean }> => {
  for (let tries = 0, state = known; tries < mostTries; tries++, state = undefined) {
    const known = state ?? { ...(await knownNow(deps, listed)), isErased };
    const { result } = await stamped(deps, {
      write: (now) => writeRow(deps, listed, { known, now, dryRun }),
      again: (stamps) => restampAll(deps, [listed], stamps),
    });
    if (result) return result;
  }
  throw new Error(`subscriber ${listed.id} changes faster than it can be read`);
};

/** Nothing where somebody has changed what was known. */
const writeRow = async (
  deps: TakeInRowsDeps,
  listed: Listed,
  { known, now, dryRun }: { known: Known; now: Instant; dryRun: boolean | undefined },
): Promise<{ outcome: RowResult["outcome"]; changed: boolean } | undefined> => {
  const taken = takeIn(known, listed, now);
  if (!taken) throw new Error("a row without a meaning was to be taken in");
  const { outcome, change } = taken;
  if (!change) return { outcome, changed: false };
  if (dryRun) return { outcome, changed: true };
  if (change.kind === "suppress") {
    const changed = await deps.audience.suppress(listed.id, change.reason, change.at);
    return { outcome: changed ? outcome : "suppressed-before", changed };
  }
  return (await deps.lists.write(listed.newsletterId, listed.id, change)) ? { outcome, changed: true } : undefined;
};

const knownNow = async (
  { audience }: TakeInRowsDeps,
  { newsletterId, id }: Listed,
): Promise<Omit<Known, "isErased">> => {
  const [subscriber, suppressions] = await Promise.all([audience.get(newsletterId, id), audience.suppressions([id])]);
  return { subscriber, isSuppressed: suppressions.has(id) };
};
