import { keyedId } from "../core/ids.ts";
import type { Clock, Instant } from "../core/time.ts";
import { parseAddress } from "./address.ts";
import { addRow, emptySummary, type ImportSummary, type RowResult } from "./import-summary.ts";
import type { SaidState } from "./list-state.ts";
import type { ListFile } from "./open-lists.ts";
import { parseName } from "./person-name.ts";
import { type ReadRow, readList } from "./read-list.ts";
import { reapplyErasures } from "./reapply-erasures.ts";
import { erasedIds, type RightsStore } from "./rights-store.ts";
import { seenIds } from "./seen-ids.ts";
import type { Exporter } from "./subscriber.ts";
import { type People, peopleOf, type Read, type Rows, type TakeInRowsDeps, takeInRows } from "./take-in-rows.ts";
import { whyLeftOut } from "./why-left-out.ts";

export type ImportListDeps = TakeInRowsDeps & {
  rights: Pick<RightsStore, "erasures" | "erase">;
  idKey: Uint8Array;
  clock: Clock;
};

export type ImportListInput = {
  newsletterId: string;
  files: readonly ListFile[];
  /** Said of lists that do not say themselves whether their people subscribed. */
  state?: SaidState | undefined;
  /** Decides everything and writes nothing. */
  dryRun?: boolean;
  /** What became of the rows, in their order; the import waits for it. */
  onRows?: (rows: readonly RowResult[]) => Promise<void> | void;
  /** So many rows, as an earlier import counted them in `done`, are passed over: it took them in. */
  after?: number | undefined;
  /** Asked after every two hundred rows: `true` ends the import there, and a later one goes on after `done`. */
  isEnough?: () => boolean;
};

/** `done` rows of all were passed over or taken in; `ended` when there is no other. */
export type ListImport = ImportSummary & { done: number; ended: boolean };

/**
 * Takes in lists as streams: whatever their size, four hundred rows are in memory. A row that can be nobody stops no
 * other. The same lists again, or in another order, leave the same people subscribed, and nobody comes back who has left.
 * Throws what the store and the files throw; the same import can then be run again.
 */
export const importList = async (deps: ImportListDeps, input: ImportListInput): Promise<ListImport> => {
  const summary = { ...emptySummary(), done: 0, ended: false };
  const now = deps.clock();
  const erased = await erasedIds(deps.rights, input.newsletterId);
  const seen = seenIds();
  for (const file of input.files) {
    const list = await readList(file, { state: input.state, now });
    if (!list.ok || isOther(file, list.columns)) {
      summary.remarks.push(`${file.name}: ${list.ok ? notAList : whyLeftOut(list)}`);
      continue;
    }
    const came = { importedAt: now, file: file.name.slice(0, 200), exporter: list.columns.exporter };
    const listed = (row: ReadRow) => ({ row, listed: listedOf(deps.idKey, input.newsletterId, row, came) });
    for await (const batch of lookedUp(deps, input, { rows: list.rows, listed, from: summary.done })) {
      summary.done = batch.done;
      if (!batch.rows) continue;
      const results = await takeInRows(deps, { ...input, file: file.name, erased, seen }, batch.rows);
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

/** A ZIP holds other files with addresses, too: only what an exporter wrote as its list is taken out of one. */
const isOther = (file: ListFile, { exporter }: { exporter: Exporter }): boolean => file.zipped && exporter === "list";
const notAList = "left out, it is no list of subscribers that we know; import it by itself if it is one";

const listedOf = (
  idKey: Uint8Array,
  newsletterId: string,
  read: ReadRow,
  came: { importedAt: Instant; file: string; exporter: Exporter },
): Read["listed"] => {
  if ("broken" in read) return { refused: read.broken === "open-quote" ? "a quote is not closed" : "too long" };
  const { row } = read;
  if (row.state === "not-subscribed" && !row.suppressed) return { refused: "never subscribed" };
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
    suppressed: row.suppressed,
    preferences: row.preferences,
    imported: { ...came, ...row.consent },
  };
};

type LookedUp = { done: number; rows?: Rows };

/**
 * The rows of a list two hundred at a time, with what the store knows of their people: it is asked about the next ones
 * while the last are written, and not about those whom that may change. Rows that are passed over are only counted.
 */
async function* lookedUp(
  { audience }: ImportListDeps,
  { newsletterId, after = 0 }: ImportListInput,
  list: { rows: AsyncIterable<ReadRow[]>; listed: (row: ReadRow) => Read; from: number },
): AsyncGenerator<LookedUp, void, undefined> {
  let done = list.from;
  let last: LookedUp | undefined;
  for await (const rows of list.rows) {
    const left = rows.slice(Math.max(0, after - done));
    done += rows.length;
    const people = peopleOf(left.map(list.listed));
    const ids = [...people.byId.keys()].filter((id) => !last?.rows?.people.byId.has(id));
    const known = knownOf(audience, newsletterId, people, ids);
    // Whoever takes the rows meets the error.
    known.catch(() => undefined);
    if (last) yield last;
    last = { done, ...(left.length > 0 && { rows: { people, known, asked: new Set(ids) } }) };
  }
  if (last) yield last;
}

const knownOf = async (
  audience: ImportListDeps["audience"],
  newsletterId: string,
  { byId }: People,
  ids: readonly string[],
): Rows["known"] => {
  const barred = ids.filter((id) => byId.get(id)?.some(({ listed }) => listed.suppressed));
  const [subscribers, suppressed] = await Promise.all([
    audience.getScattered(newsletterId, ids),
    audience.suppressions(barred),
  ]);
  return { subscribers, suppressed };
};
