import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAddress } from "../../functions/audience/address.ts";
import { exportSubscribers } from "../../functions/audience/export-subscribers.ts";
import { importList } from "../../functions/audience/import-list.ts";
import { summaryLine } from "../../functions/audience/import-summary.ts";
import { parseName } from "../../functions/audience/person-name.ts";
import type { Subscriber } from "../../functions/audience/subscriber.ts";
import { type SuppressionReason, suppressionReasons } from "../../functions/audience/suppression.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds, day } from "../../functions/core/time.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, at, clock, idKey, stampClock } from "../support/audience.ts";
import { aList } from "../support/lists.ts";
import { openStore } from "../support/store.ts";

let engines: StoreEngine[];
let here: Awaited<ReturnType<typeof anAudience>>;
let there: Awaited<ReturnType<typeof anAudience>>;
const idKeyThere = Buffer.alloc(32, 8);

beforeAll(async () => {
  engines = [await openStore(audienceTable, newslettersTable), await openStore(audienceTable, newslettersTable)];
  [here, there] = (await Promise.all(engines.map((engine) => anAudience(engine)))) as [typeof here, typeof there];
});
afterAll(() => Promise.all(engines.map((engine) => engine.close())));

const take = (newsletterId: string, text: string, dryRun = false) =>
  importList(
    { ...there, idKey: idKeyThere, clock, stampClock },
    { newsletterId, files: [aList(text, { name: "flashbulb.csv" })], dryRun },
  );
const exported = async ({ audience }: typeof here, newsletterId: string, raw: boolean) => {
  const lines: string[] = [];
  for await (const line of exportSubscribers({ audience }, { newsletterId, format: "csv", raw })) lines.push(line);
  return lines.join("\n");
};
/** The rows of an export by address, without what is different in every installation. */
const rowsOf = (text: string) =>
  new Map(
    parse<Record<string, string>>(text, { columns: true }).map(({ id: _, ...row }) => [row.email as string, row]),
  );

const instant = fc.nat(700 * day).map((ago) => addMilliseconds(at, -ago));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const text = fc
  .array(fc.constantFrom("=", "+", "-", "@", "'", '"', ",", ";", " ", "Ada", "Ø", "李"), { maxLength: 6 })
  .map((parts) => parts.join("").trim());
const word = text.filter((each) => each !== "");
const consent = fc.record({ askedAt: instant, form: word, place: optional(word), wording: word });
const imported = fc
  .record({
    importedAt: instant,
    file: word,
    exporter: fc.constantFrom("mailchimp" as const, "list" as const),
    joinedAt: optional(instant),
    proof: optional(fc.record({ askedAt: instant, askedIp: fc.constant("203.0.113.0") })),
    confirmed: optional(fc.record({ confirmedAt: instant, confirmedIp: fc.constant("2001:db8::") })),
  })
  .map(({ proof, confirmed, ...came }) => ({ ...came, ...proof, ...confirmed }));
const person = fc.record({
  local: fc.stringMatching(/^[a-c=+'-]{1,4}$/),
  name: text,
  state: fc.constantFrom("confirmed" as const, "unsubscribed" as const, "pending" as const),
  consent: optional(consent),
  imported: optional(imported),
  preferences: fc.record({
    variant: fc.constantFrom("everything" as const, "photos" as const),
    pausedUntil: optional(fc.nat(60 * day).map((ahead) => addMilliseconds(at, ahead))),
  }),
  confirmedAt: instant,
  unsubscribedAt: instant,
  suppressed: optional(fc.tuple(fc.constantFrom(...suppressionReasons), instant)),
});
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;

let people = 0;
const settle = async (
  newsletterId: string,
  each: Person,
): Promise<{ address: string; is: Subscriber["state"]; why?: SuppressionReason }> => {
  const parsed = parseAddress(`${each.local}@p${people++}.example.com`);
  if (!parsed.ok) throw new Error(parsed.reason);
  const id = keyedId(idKey, parsed.normalForm);
  const { state, suppressed, preferences, confirmedAt, unsubscribedAt } = each;
  const name = parseName(each.name);
  await here.audience.add({
    ...{ id, newsletterId, address: parsed.address, state, preferences },
    ...(name.ok && name.name && { name: name.name }),
    ...(each.consent && { consent: each.consent }),
    ...(each.imported && { imported: each.imported }),
    ...(state !== "pending" && { confirmedAt }),
    ...(state === "unsubscribed" && { unsubscribedAt }),
  });
  if (suppressed) await here.audience.suppress(id, ...suppressed);
  return { address: parsed.address, is: state, ...(suppressed && { why: suppressed[0] }) };
};

describe("our own export", () => {
  it("taken in elsewhere is the same people, with what they chose, why they get no mail, and their proof", {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 6, maxLength: 12 }), fc.boolean(), async (all, raw) => {
        const newsletterId = `flashbulb-${people}`;
        const settled = await Promise.all(all.map((each) => settle(newsletterId, each)));
        const list = await exported(here, newsletterId, raw);
        await take(newsletterId, list);
        const [before, after] = [rowsOf(list), rowsOf(await exported(there, newsletterId, raw))];
        for (const { address, is, why } of settled) {
          // Who never confirmed comes nowhere; that no mail may go there does.
          expect(after.get(address)).toEqual(is === "pending" ? undefined : before.get(address));
          const id = keyedId(idKeyThere, address.toLowerCase());
          expect((await there.audience.suppressions([id])).get(id)?.reason).toBe(why);
        }
      }),
      { numRuns: 12 },
    );
  });

  it("says first what it would do, and a second time changes nothing", async () => {
    const head = "email,name,status,suppressed,suppressed_at,variant,paused_until";
    const rows = [
      "well@own.example,,confirmed,,,photos,2027-01-01T00:00:00.000Z",
      "old@own.example,,confirmed,yes,,everything,",
      "spam@own.example,,unsubscribed,complaint,2026-01-01T00:00:00.000Z,everything,",
      "new@own.example,,pending,bounce,2026-01-01T00:00:00.000Z,everything,",
      "wait@own.example,,pending,,,everything,",
    ];
    const list = [head, ...rows].join("\n");
    const lines = [await take("own", list, true), await take("own", list), await take("own", list)].map(summaryLine);
    expect(lines).toEqual([
      "5 rows: 1 added without proof of consent, 3 suppressed, 1 refused (never subscribed: 1)",
      "5 rows: 1 added without proof of consent, 3 suppressed, 1 refused (never subscribed: 1)",
      "5 rows: 2 there already, 1 unsubscribed before, 1 suppressed before, 1 refused (never subscribed: 1)",
    ]);
    const found = await there.audience.get("own", keyedId(idKeyThere, "well@own.example"));
    expect(found?.preferences).toEqual({ variant: "photos", pausedUntil: "2027-01-01T00:00:00.000Z" });
  });
});
