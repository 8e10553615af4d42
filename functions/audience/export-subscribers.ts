import { stringify } from "csv-stringify/sync";
import type { ExportFormat } from "./list-export.ts";
import { type ownColumns, quotedCell } from "./own-list.ts";
import type { AudienceStore } from "./store.ts";
import type { Imported, Subscriber } from "./subscriber.ts";
import type { Suppression } from "./suppression.ts";

export type Exported = Omit<Subscriber, "newsletterId"> & { suppressed?: Suppression | undefined };
type Column = (who: Exported) => string | undefined;

/** The columns of an export; `import` reads them again by their names. */
const columns = {
  email: ({ address }) => address,
  name: ({ name }) => name,
  status: ({ state }) => state,
  suppressed: ({ suppressed }) => suppressed?.reason,
  suppressed_at: ({ suppressed }) => suppressed?.at,
  variant: ({ preferences }) => preferences.variant,
  paused_until: ({ preferences }) => preferences.pausedUntil,
  // Who came by a list was confirmed where they came from.
  confirmed_at: ({ consent, imported, confirmedAt }) => (consent ? undefined : imported?.confirmedAt) ?? confirmedAt,
  confirmed_ip: ({ consent, imported }) => (consent ? undefined : imported?.confirmedIp),
  unsubscribed_at: ({ unsubscribedAt }) => unsubscribedAt,
  asked_at: ({ consent, imported }) => consent?.askedAt ?? imported?.askedAt,
  asked_ip: ({ consent, imported }) => (consent ? undefined : imported?.askedIp),
  form: ({ consent, imported }) => consent?.form ?? imported?.form ?? otherFile(imported),
  place: ({ consent, imported }) => (consent ?? imported)?.place,
  wording: ({ consent, imported }) => (consent ?? imported)?.wording,
  joined_at: ({ imported }) => imported?.joinedAt,
  id: ({ id }) => id,
} satisfies Record<string, Column> & Partial<Record<keyof typeof ownColumns, Column>>;

/** The list that somebody came by, unless it was our own: that one says where they came from. */
const otherFile = (imported: Imported | undefined): string | undefined =>
  imported?.exporter === "tearsheet" ? undefined : imported?.file;

const rowsAtATime = 100;

export type ExportDeps = { audience: Pick<AudienceStore, "all" | "suppressions"> };

/** How an export is written, in lines; with a line end after each of them the parts make one CSV or one JSON array. */
export type ExportWriter = {
  begin: string[];
  /** `isFirst`: nobody was written before. */
  rows(some: readonly Exported[], isFirst: boolean): string[];
  end(isEmpty: boolean): string[];
};

/** Cells that a spreadsheet would take for a formula begin with an apostrophe, unless `raw`. */
export const exportWriter = ({ format, raw = false }: { format: ExportFormat; raw?: boolean }): ExportWriter =>
  format === "csv" ? csvWriter(raw) : jsonWriter;

const csvWriter = (raw: boolean): ExportWriter => {
  const cellOf = raw ? (cell: string) => cell : quotedCell;
  // This column holds nothing: that it is there tells an import to take the apostrophes off.
  const quoted = raw ? [] : ["formulas_quoted" satisfies keyof typeof ownColumns];
  return {
    begin: [[...Object.keys(columns), ...quoted].join(",")],
    rows(some) {
      const rows = some.map((who) => [
        ...Object.values(columns).map((column: Column) => cellOf(column(who) ?? "")),
        ...quoted.map(() => ""),
      ]);
      return [stringify(rows).trimEnd()];
    },
    end: () => [],
  };
};

const jsonWriter: ExportWriter = {
  begin: [],
  rows: (some, isFirst) => some.map((who, place) => (isFirst && place === 0 ? "[" : ",") + JSON.stringify(who)),
  end: (isEmpty) => [isEmpty ? "[]" : "]"],
};

/** Everybody of a newsletter in every state, as the lines of one CSV or one JSON array. */
export async function* exportSubscribers(
  deps: ExportDeps,
  { newsletterId, ...asked }: { newsletterId: string; format: ExportFormat; raw?: boolean },
): AsyncGenerator<string, void, undefined> {
  const writer = exportWriter(asked);
  let isFirst = true;
  yield* writer.begin;
  for await (const some of everybody(deps, { newsletterId })) {
    yield* writer.rows(some, isFirst);
    isFirst = false;
  }
  yield* writer.end(isFirst);
}

/** Everybody in every state in order of id, from the first after `after`, some at a time, never nobody. */
export async function* everybody(
  { audience }: ExportDeps,
  { newsletterId, after }: { newsletterId: string; after?: string | undefined },
): AsyncGenerator<Exported[], void, undefined> {
  let some: Subscriber[] = [];
  const filled = async () => {
    const suppressions = await audience.suppressions(some.map(({ id }) => id));
    return some.map(({ newsletterId: _, ...who }) => ({ ...who, suppressed: suppressions.get(who.id) }));
  };
  for await (const subscriber of audience.all(newsletterId, after)) {
    some.push(subscriber);
    if (some.length < rowsAtATime) continue;
    yield await filled();
    some = [];
  }
  if (some.length > 0) yield await filled();
}
