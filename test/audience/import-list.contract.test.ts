import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eraseSubscriber } from "../../functions/audience/erase-subscriber.ts";
import { importList } from "../../functions/audience/import-list.ts";
import { type RowResult, summaryLine } from "../../functions/audience/import-summary.ts";
import type { ListFile } from "../../functions/audience/open-lists.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { unsubscribe } from "../../functions/audience/unsubscribe.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, at, clock, idKey, stampClock, subscribe } from "../support/audience.ts";
import { aList, mailchimpExport } from "../support/lists.ts";
import { storeEngines } from "../support/store.ts";

describe.each(storeEngines)("lists taken in on $name", ({ open }) => {
  let engine: StoreEngine;
  let deps: Awaited<ReturnType<typeof anAudience>> & {
    clock: typeof clock;
    stampClock: typeof clock;
    idKey: Uint8Array;
  };
  beforeAll(async () => {
    engine = await open([audienceTable, newslettersTable]);
    deps = { ...(await anAudience(engine)), clock, stampClock, idKey };
  });
  afterAll(() => engine.close());

  const idOf = (address: string) => keyedId(idKey, address);
  const find = (address: string, newsletterId = "flashbulb") => deps.audience.get(newsletterId, idOf(address));
  const take = async (files: readonly ListFile[], options: { dryRun?: boolean; newsletterId?: string } = {}) => {
    const results: RowResult[] = [];
    const onRows = (rows: readonly RowResult[]) => void results.push(...rows);
    const summary = await importList(deps, { newsletterId: "flashbulb", files, onRows, ...options });
    return { line: summaryLine(summary), outcomes: results.map(({ outcome }) => outcome), results, summary };
  };

  it("keeps Mailchimp's consent, lets nobody in who left, bounced or never subscribed, and a second time changes nothing", async () => {
    const files = Object.entries(mailchimpExport).map(([name, text]) => aList(text, { name, zipped: true }));
    expect((await take(files, { dryRun: true })).line).toBe(
      "5 rows: 1 added, 1 added without proof of consent, 1 unsubscribed, 1 suppressed, 1 refused (never subscribed: 1)",
    );
    expect(await find("ada@example.com")).toBeUndefined();

    expect((await take(files)).outcomes).toEqual([
      "added",
      "added-without-proof",
      "unsubscribed",
      "suppressed",
      "refused",
    ]);
    expect(await find("ada@example.com")).toMatchObject({
      address: "ada@example.com",
      name: "Ada Lund",
      state: "confirmed",
      confirmedAt: at,
      imported: {
        importedAt: at,
        file: "subscribed_email_audience_export_0a1b2c3d4e.csv",
        exporter: "mailchimp",
        askedAt: "2019-04-05T06:07:08.000Z",
        askedIp: "203.0.113.0",
      },
    });
    expect(await find("left@example.com")).toMatchObject({
      state: "unsubscribed",
      unsubscribedAt: "2021-02-03T04:05:06.000Z",
    });
    expect(await find("bounced@example.com")).toBeUndefined();
    expect([...(await deps.audience.suppressedAmong([idOf("bounced@example.com")]))]).toHaveLength(1);

    const before = await find("ada@example.com");
    const again = await take(files);
    expect(again.line).toBe(
      "5 rows: 2 there already, 1 unsubscribed before, 1 suppressed before, 1 refused (never subscribed: 1)",
    );
    expect(await find("ada@example.com")).toEqual(before);
  });

  it("tells of every row what became of it, by its line and never by its address", async () => {
    const leaver = {
      newsletterId: "flashbulb",
      subscriberId: await subscribe(deps.audience, { address: "gone@example.com" }),
    };
    await unsubscribe(deps, leaver);
    const text = [
      "email,name",
      "new@rows.example,New",
      "NEW@rows.example,New again",
      "gone@example.com,Gone",
      '"open@rows.example,Never closed',
      "not an address,X",
      ",Nobody",
      "jürgen@rows.example,J",
      'long@rows.example,"A name with\nan end of line in it"',
    ].join("\n");
    const { results, line } = await take([aList(text)]);
    expect(results.map(({ line: at, outcome, reason = "" }) => `${at} ${outcome} ${reason}`.trim())).toEqual([
      "2 added-without-proof",
      "3 duplicate",
      "4 stays-unsubscribed",
      "5 refused a quote is not closed",
      "6 refused address: not-an-address",
      "7 refused no address",
      "8 refused address: unicode-local-part",
      "9 added-without-proof",
    ]);
    expect(JSON.stringify(results) + line).not.toContain("@");
    expect((await find("long@rows.example"))?.name).toBeUndefined();
  });

  it("believes what somebody did here more than an older word of elsewhere, and a newer word more", async () => {
    const id = idOf("back@example.com");
    const consent = { askedAt: "2026-06-01T00:00:00.000Z", form: "page", wording: "en/1" };
    await deps.audience.ask({ newsletterId: "flashbulb", id, address: "back@example.com", consent });
    await deps.audience.confirm("flashbulb", id, { askedAt: consent.askedAt, at });
    const left = (day: string) => [aList(`email,unsubscribed_at\nback@example.com,${day}`, { name: "left.csv" })];
    expect((await take(left("2026-05-01"))).outcomes).toEqual(["signed-up-since"]);
    expect(await find("back@example.com")).toMatchObject({ state: "confirmed" });
    expect((await take(left("2026-07-01"))).outcomes).toEqual(["unsubscribed"]);
    expect(await find("back@example.com")).toMatchObject({ state: "unsubscribed" });
  });

  it("asks nobody to confirm again, not even who was about to be asked", async () => {
    const id = idOf("pending@example.com");
    const consent = { askedAt: "2026-10-01T00:00:00.000Z", form: "page", wording: "en/1" };
    await deps.audience.ask({ newsletterId: "flashbulb", id, address: "pending@example.com", consent });
    await take([aList("email\npending@example.com")]);
    expect(await find("pending@example.com")).toMatchObject({ state: "confirmed", consent });
  });

  it("brings nobody back who was erased, until they come by themselves", async () => {
    const lists = [aList("email\nerased@example.com")];
    await take(lists);
    const asked = { newsletterId: "flashbulb", address: "erased@example.com" };
    expect(await eraseSubscriber(deps, asked)).toMatchObject({ ok: true, erased: true, kept: ["erasure"] });
    expect((await take(lists)).outcomes).toEqual(["erased"]);
    expect(await find("erased@example.com")).toBeUndefined();
    const consent = { askedAt: "2026-11-01T00:00:00.000Z", form: "page", wording: "en/1" };
    await deps.audience.ask({ ...asked, id: idOf(asked.address), consent });
    await take([]);
    expect(await find("erased@example.com")).toMatchObject({ state: "pending" });
  });

  it("stamps people when they are written, so that an issue begun meanwhile knows who was there, and forgets who asked to be", async () => {
    const rows = Array.from({ length: 250 }, (_, n) => `late${n}@example.com`);
    let minutes = 0;
    const slow = { ...deps, stampClock: () => addMilliseconds(at, minutes * minute) };
    const onRows = async () => {
      minutes += 5;
      if (minutes > 5) return;
      await deps.rights.noteErasure("flashbulb", { id: idOf("late240@example.com"), at: addMilliseconds(at, minute) });
    };
    const files = [aList(["email,status", ...rows.map((row) => `${row},subscribed`)].join("\n"))];
    await importList(slow, { newsletterId: "flashbulb", files, onRows });
    expect((await find("late0@example.com"))?.confirmedAt).toBe(at);
    const last = await find("late249@example.com");
    expect(last?.confirmedAt).toBe(addMilliseconds(at, 5 * minute));
    expect(last?.imported?.importedAt).toBe(at);
    expect(await find("late240@example.com")).toBeUndefined();
  });

  it("erases also who was stamped by a clock ahead of ours", async () => {
    await take([aList("email\nahead@example.com")]);
    const slow = { ...deps, clock: () => "2026-01-01T00:00:00.000Z" };
    const asked = { newsletterId: "flashbulb", address: "ahead@example.com" };
    expect(await eraseSubscriber(slow, asked)).toMatchObject({ erased: true });
    expect(await find("ahead@example.com")).toBeUndefined();
    expect(await eraseSubscriber(slow, asked)).toMatchObject({ erased: false, kept: ["erasure"] });
  });

  it("takes only lists of subscribers out of a ZIP, and says what it left", async () => {
    const opens = aList("post_id,timestamp,email\n1,2024-01-01,reader@example.com", {
      name: "1.opens.csv",
      zipped: true,
    });
    expect((await take([opens])).summary.remarks).toEqual([expect.stringContaining("1.opens.csv: left out")]);
    expect(await find("reader@example.com")).toBeUndefined();
  });

  let run = 0;
  const row = fc.record({
    who: fc.nat(3),
    state: fc.constantFrom("subscribed", "unsubscribed", "bounced", "complained"),
    asked: fc.constantFrom("", "2019-01-01", "2020-01-01"),
    left: fc.constantFrom("", "2021-01-01"),
  });

  it("leaves the same people subscribed in whatever order and however often, and nobody comes back", {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(7), { maxLength: 8 }),
        async (rows, more) => {
          const outcome = async (order: typeof rows) => {
            const prefix = `p${run++}`;
            const text = ({ who, state, asked, left }: (typeof rows)[number]) =>
              `email,status,asked_at,unsubscribed_at\n${prefix}-${who}@example.com,${state},${asked},${state === "subscribed" ? "" : left}`;
            for (const each of order) await take([aList(text(each))]);
            const people = [0, 1, 2, 3].map((who) => `${prefix}-${who}@example.com`);
            const found = await Promise.all(people.map((address) => find(address)));
            const suppressed = await deps.audience.suppressedAmong(people.map(idOf));
            return found.map((each, who) => [
              each?.state,
              each?.imported?.askedAt,
              suppressed.has(idOf(people[who] as string)),
            ]);
          };
          const repeated = [...rows, ...more.flatMap((at) => rows[at] ?? [])];
          const once = await outcome(rows);
          const shuffled = await outcome(repeated.toReversed());
          // Of those who left, which proof came first no longer matters.
          const settled = (all: typeof once) =>
            all.map(([state, asked, no]) => [state, state === "confirmed" ? asked : "", no]);
          expect(settled(shuffled)).toEqual(settled(once));
          for (const { who, state } of rows) if (state === "unsubscribed") expect(once[who]?.[0]).toBe("unsubscribed");
        },
      ),
      { numRuns: 10 },
    );
  });
});
