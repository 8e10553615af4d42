import { stringify } from "csv-stringify/sync";
import { type ownColumns, quotedCell } from "./own-list.ts";
import type { AudienceStore } from "./store.ts";
import type { Subscriber } from "./subscriber.ts";
import type { Suppression } from "./suppression.ts";

export const exportFormats = ["csv", "json"] as const;
export type ExportFormat = (typeof exportFormats)[number];

type Exported = Omit<Subscriber, "newsletterId"> & { suppressed?: Suppression | undefined };
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
  form: ({ consent, imported }) => consent?.form ?? imported?.form ?? imported?.file,
  place: ({ consent, imported }) => (consent ?? imported)?.place,
  wording: ({ consent, imported }) => (consent ?? imported)?.wording,
  joined_at: ({ imported }) => imported?.joinedAt,
  id: ({ id }) => id,
} satisfies Record<string, Column> & Partial<Record<keyof typeof ownColumns, Column>>;

const rowsAtATime = 100;

export type ExportDeps = { audience: Pick<AudienceStore, "all" | "suppressions"> };

/**
 * Everybody of a newsletter in every state, as lines that joined by line ends make one CSV or one JSON array. Cells that
 * a spreadsheet would take for a formula begin with an apostrophe, unless `raw`.
 */
export async function* exportSubscribers(
  { audience }: ExportDeps,
  { newsletterId, format, raw = false }: { newsletterId: string; format: ExportFormat; raw?: boolean },
): AsyncGenerator<string, void, undefined> {
  if (format === "csv") yield* csv(everybody(audience, newsletterId), raw);
  else yield* json(everybody(audience, newsletterId));
}

type Everybody = AsyncGenerator<Exported[], void, undefined>;

async function* everybody(audience: Pick<AudienceStore, "all" | "suppressions">, newsletterId: string): Everybody {
  let some: Subscriber[] = [];
  const filled = async () => {
    const suppressed = await audience.suppressions(some.map(({ id }) => id));
    return some.map(({ newsletterId: _, ...who }) => ({ ...who, suppressed: suppressed.get(who.id) }));
  };
  for await (const subscriber of audience.all(newsletterId)) {
    some.push(subscriber);
    if (some.length < rowsAtATime) continue;
    yield await filled();
    some = [];
  }
  yield await filled();
}

async function* csv(all: Everybody, raw: boolean): AsyncGenerator<string, void, undefined> {
  const cellOf = raw ? (cell: string) => cell : quotedCell;
  // The last column says by its being there that cells are to be taken out of their apostrophes.
  yield [...Object.keys(columns), ...(raw ? [] : ["formulas_quoted" satisfies keyof typeof ownColumns])].join(",");
  for await (const some of all) {
    if (some.length === 0) continue;
    const rows = some.map((who) => [
      ...Object.values(columns).map((column: Column) => cellOf(column(who) ?? "")),
      ...(raw ? [] : [""]),
    ]);
    yield stringify(rows).trimEnd();
  }
}

async function* json(all: Everybody): AsyncGenerator<string, void, undefined> {
  let open = "[";
  for await (const some of all)
    for (const who of some) {
      yield open + JSON.stringify(who);
      open = ",";
    }
  yield open === "[" ? "[]" : "]";
}
