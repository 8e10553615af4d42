import { keyedId } from "../core/ids.ts";
import { inParallel } from "../core/in-parallel.ts";
import type { Clock, Instant } from "../core/time.ts";
import { parseAddress } from "./address.ts";
import { addRow, emptySummary, type ImportSummary, type RowResult } from "./import-summary.ts";
import type { ListState } from "./list-columns.ts";
import type { ListStore } from "./list-store.ts";
import type { ListFile } from "./open-lists.ts";
import { parseName } from "./person-name.ts";
import { type ReadRow, readList } from "./read-list.ts";
import { reapplyErasures } from "./reapply-erasures.ts";
import { erasedIds, type RightsStore } from "./rights-store.ts";
import { seenIds } from "./seen-ids.ts";
import type { AudienceStore } from "./store.ts";
import type { Exporter } from "./subscriber.ts";
import { type Known, type Listed, takeIn } from "./take-in.ts";

export type ImportListDeps = {
  audience: Pick<AudienceStore, "get" | "getMany" | "suppress" | "suppressedAmong">;
  lists: ListStore;
  rights: Pick<RightsStore, "erasures" | "erase">;
  idKey: Uint8Array;
  clock: Clock;
};

export type ImportListInput = {
  newsletterId: string;
  files: readonly ListFile[];
  /** Said of lists that do not say themselves whether their people subscribed. */
  state?: ListState | undefined;
  /** Decides everything and writes nothing. */
  dryRun?: boolean;
  /** What became of the rows, in their order; the import waits for it. */
  onRows?: (rows: readonly RowResult[]) => Promise<void> | void;
  /** So many rows, as an earlier import counted them in `done`, are passed over: it took them in. */
  after?: number | undefined;
  /** Asked after every hundred rows: `true` ends the import there, and a later one goes on after `done`. */
  isEnough?: () => boolean;
};

/** `done` rows of all were passed over or taken in; `ended` when there is no other. */
export type ListImport = ImportSummary & { done: number; ended: boolean };

const writesAtATime = 25;

/**
 * Takes in lists as streams: whatever their size, a hundred rows are in memory. A row that can be nobody stops no other.
 * The same lists again, or in another order, leave the same people subscribed, and nobody comes back who has left.
 * Throws what the store and the files throw; the same import can then be run again.
 */
export const importList = async (deps: ImportListDeps, input: ImportListInput): Promise<ListImport> => {
  const summary = { ...emptySummary(), done: 0, ended: false };
  const now = deps.clock();
  const erased = await erasedIds(deps.rights, input.newsletterId);
  const seen = seenIds();
  for (const file of input.files) {
    const list = await readList(file, { state: input.state, now });
    const leftOut = list.ok ? leftOutOfZip(file, list.columns) : list.reason;
    if (!list.ok || leftOut) {
      summary.remarks.push(`${file.name}: ${leftOut === undefined ? "left out" : remarks[leftOut]}`);
      continue;
    }
    const came = { importedAt: now, file: file.name.slice(0, 200), exporter: list.columns.exporter };
    for await (const rows of list.rows) {
      const isPassed = summary.done < (input.after ?? 0);
      summary.done += rows.length;
      if (isPassed) continue;
      const read = rows.map((row) => ({ row, listed: listedOf(deps.idKey, input.newsletterId, row, came) }));
      const results = await takeInRows(deps, { ...input, file: file.name, read, erased, seen });
      for (const result of results) addRow(summary, result);
      await input.onRows?.(results);
      if (input.isEnough?.()) return summary;
    }
  }
  summary.ended = true;
  // Whoever was erased while this ran was not yet known as such.
  if (!input.dryRun) await reapplyErasures(deps, { newsletterId: input.newsletterId });
  return summary;
};

const remarks = {
  empty: "is empty",
  "no-address": "left out, it has no column of addresses",
  "not-a-list": "left out, it is no list of subscribers that we know; import it by itself if it is one",
  "state-unsaid": "left out, it does not say whether its people subscribed: say so when you import it",
} as const;

/** A ZIP holds other files with addresses, too: only what an exporter wrote as its list is taken out of one. */
const leftOutOfZip = (file: ListFile, { exporter }: { exporter: Exporter }): "not-a-list" | undefined =>
  file.zipped && exporter === "list" ? "not-a-list" : undefined;

type Read = { row: ReadRow; listed: Listed | { refused: string } };

const listedOf = (
  idKey: Uint8Array,
  newsletterId: string,
  read: ReadRow,
  came: { importedAt: Instant; file: string; exporter: Exporter },
): Read["listed"] => {
  if ("broken" in read) return { refused: read.broken === "open-quote" ? "a quote is not closed" : "too long" };
  const { row } = read;
  if (row.state === "not-subscribed") return { refused: "never subscribed" };
  if (row.state === "unsaid") return { refused: "its state is not known" };
  const address = parseAddress(row.address);
  if (!address.ok) return { refused: row.address === "" ? "no address" : `address: ${address.reason}` };
  const name = parseName(row.name);
  return {
    id: keyedId(idKey, address.normalForm),
    newsletterId,
    address: address.address,
    ...(name.ok && name.name && { name: name.name }),
    state: row.state,
    leftAt: row.leftAt,
    imported: { ...came, ...row.consent },
  };
};

type Batch = Pick<ImportListInput, "newsletterId" | "dryRun"> & {
  file: string;
  read: readonly Read[];
  erased: ReadonlySet<string>;
  seen: ReturnType<typeof seenIds>;
};

/** Rows about one person are taken in one after the other, those about different people side by side. */
const takeInRows = async (deps: ImportListDeps, { newsletterId, dryRun, file, read, erased, seen }: Batch) => {
  const people = new Map<string, { at: number; listed: Listed }[]>();
  const results = read.map(({ row, listed }, at): RowResult => {
    if ("refused" in listed) return { file, line: row.line, outcome: "refused", reason: listed.refused };
    people.set(listed.id, [...(people.get(listed.id) ?? []), { at, listed }]);
    return { file, line: row.line, id: listed.id, outcome: "there-already" };
  });
  const known = await deps.audience.getMany(newsletterId, [...people.keys()]);
  await inParallel([...people.values()], writesAtATime, async (rows) => {
    for (const { at, listed } of rows) {
      const wasSeen = seen.saw(listed.id);
      const result = results[at] as RowResult;
      const isFirst = rows[0]?.at === at;
      const read: Known | undefined = isFirst
        ? {
            subscriber: known.subscribers.get(listed.id),
            isSuppressed: known.suppressed.has(listed.id),
            isErased: erased.has(listed.id),
          }
        : undefined;
      const { outcome, changed } = await takeInRow(deps, listed, {
        known: read,
        isErased: erased.has(listed.id),
        dryRun,
      });
      result.outcome = wasSeen && (!changed || dryRun) ? "duplicate" : outcome;
    }
  });
  return results;
};

const mostTries = 5;

const takeInRow = async (
  deps: ImportListDeps,
  listed: Listed,
  { known, isErased, dryRun }: { known: Known | undefined; isErased: boolean; dryRun: boolean | undefined },
): Promise<{ outcome: RowResult["outcome"]; changed: boolean }> => {
  for (let tries = 0, state = known; tries < mostTries; tries++, state = undefined) {
    const taken = takeIn(state ?? { ...(await knownNow(deps, listed)), isErased }, listed);
    if (!taken) throw new Error("a row without a meaning was to be taken in");
    const { outcome, change } = taken;
    if (!change) return { outcome, changed: false };
    if (dryRun) return { outcome, changed: true };
    if (change.kind === "suppress") {
      const changed = await deps.audience.suppress(listed.id, change.reason, change.at);
      return { outcome: changed ? outcome : "suppressed-before", changed };
    }
    if (await deps.lists.write(listed.newsletterId, listed.id, change)) return { outcome, changed: true };
  }
  throw new Error(`subscriber ${listed.id} changes faster than it can be read`);
};

const knownNow = async (
  { audience }: ImportListDeps,
  { newsletterId, id }: Listed,
): Promise<Omit<Known, "isErased">> => {
  const [subscriber, suppressed] = await Promise.all([audience.get(newsletterId, id), audience.suppressedAmong([id])]);
  return { subscriber, isSuppressed: suppressed.has(id) };
};
