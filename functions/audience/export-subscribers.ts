import { stringify } from "csv-stringify/sync";
import type { AudienceStore } from "./store.ts";
import type { Subscriber } from "./subscriber.ts";

export const exportFormats = ["csv", "json"] as const;
export type ExportFormat = (typeof exportFormats)[number];

type Exported = Omit<Subscriber, "newsletterId"> & { suppressed: boolean };

/** The columns of an export; `import` reads them again by their names. */
const columns: Record<string, (who: Exported) => string | undefined> = {
  email: ({ address }) => address,
  name: ({ name }) => name,
  status: ({ state }) => state,
  suppressed: ({ suppressed }) => (suppressed ? "yes" : ""),
  variant: ({ preferences }) => preferences.variant,
  paused_until: ({ preferences }) => preferences.pausedUntil,
  confirmed_at: ({ confirmedAt }) => confirmedAt,
  unsubscribed_at: ({ unsubscribedAt }) => unsubscribedAt,
  asked_at: ({ consent, imported }) => consent?.askedAt ?? imported?.askedAt,
  asked_ip: ({ imported }) => imported?.askedIp,
  form: ({ consent, imported }) => consent?.form ?? imported?.file,
  wording: ({ consent }) => consent?.wording,
  joined_at: ({ imported }) => imported?.joinedAt,
  id: ({ id }) => id,
};

const rowsAtATime = 100;

export type ExportDeps = { audience: Pick<AudienceStore, "all" | "suppressedAmong"> };

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

async function* everybody(audience: Pick<AudienceStore, "all" | "suppressedAmong">, newsletterId: string): Everybody {
  let some: Subscriber[] = [];
  const filled = async () => {
    const suppressed = await audience.suppressedAmong(some.map(({ id }) => id));
    return some.map(({ newsletterId: _, ...who }) => ({ ...who, suppressed: suppressed.has(who.id) }));
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
  yield Object.keys(columns).join(",");
  for await (const some of all) {
    if (some.length === 0) continue;
    const rows = some.map((who) => Object.values(columns).map((cell) => cell(who) ?? ""));
    yield stringify(rows, { escape_formulas: !raw }).trimEnd();
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
