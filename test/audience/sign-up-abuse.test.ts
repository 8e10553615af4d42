import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { personalLinks } from "../../functions/audience/links.ts";
import { type SignUpRoutesDeps, signUpRoutes, subscribePath } from "../../functions/audience/sign-up-routes.ts";
import { signUpStore } from "../../functions/audience/sign-up-store.ts";
import { suggestAddress } from "../../functions/audience/suggest-address.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { shownToken } from "../../functions/audience/time-trap.ts";
import { type WorkOutboxDeps, workOutbox } from "../../functions/audience/work-outbox.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds, day, hour } from "../../functions/core/time.ts";
import { eventsStore } from "../../functions/delivery/events-store.ts";
import { streamStore } from "../../functions/delivery/stream-store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import { takeInEvents } from "../../functions/delivery/take-in-events.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, at, idKey, keyring, subscribe } from "../support/audience.ts";
import { aNewsletter } from "../support/mail.ts";
import { openSes, type TestSes } from "../support/ses.ts";
import { openStore, requestsOf } from "../support/store.ts";

const publicUrl = "https://news.flashbulb.example";
const page = subscribePath("flashbulb");

describe("the sign-up form", () => {
  let engine: StoreEngine;
  let local: TestSes;
  let now: string;
  let deps: SignUpRoutesDeps & WorkOutboxDeps;
  let app: ReturnType<typeof signUpRoutes>;
  beforeEach(async () => {
    now = at;
    engine = await openStore(audienceTable, newslettersTable, deliveryTable);
    local = await openSes();
    const personal = personalLinks({ keyring, publicUrl });
    const stores = await anAudience(engine);
    deps = { ...stores, ses: local.ses, keyring, idKey, clock: () => now, stampClock: () => now, publicUrl, personal };
    app = routesWith(deps);
  });
  afterEach(async () => {
    await local.close();
    await engine.close();
  });

  const routesWith = (with_: SignUpRoutesDeps) =>
    signUpRoutes({ ...with_, visitorOf: (context) => context.req.header("x-forwarded-for") });
  const shown = (ago = 3000) => shownToken(keyring, "flashbulb", addMilliseconds(now, -ago));
  const send = (form: Record<string, string>, from = "192.0.2.1", to = app) =>
    to.request(page, {
      method: "POST",
      body: new URLSearchParams({ shown: shown(), ...form }),
      headers: { "x-forwarded-for": from },
    });
  const mailed = async () => (await local.accepted()).flatMap(({ recipients }) => recipients);

  it("mails one address at most once, however many networks ask for it", { timeout: 120_000 }, async () => {
    const networks = 40;
    const asks = 400;
    for (let n = 0; n < asks; n += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, i) => send({ address: "victim@example.com" }, `10.0.${(n + i) % networks}.9`)),
      );
    await workOutbox(deps);
    now = addMilliseconds(now, hour);
    await Promise.all(Array.from({ length: 50 }, (_, n) => send({ address: "victim@example.com" }, `10.1.${n}.9`)));
    await workOutbox(deps);
    expect(await mailed()).toEqual(["victim@example.com"]);
  });

  it("forgets after a week who did not confirm, but not how often the address was mailed", async () => {
    const stored = (name: string) => deps.audience.get("flashbulb", keyedId(idKey, `${name}@example.com`));
    const ask = async (...names: string[]) => {
      for (const name of names) await send({ address: `${name}@example.com`, name: "Ada" }, `10.0.0.${names.length}`);
      await workOutbox(deps);
    };
    await ask("silent", "confirmed", "anew");
    const askedAt = now;
    const confirmed = keyedId(idKey, "confirmed@example.com");
    await deps.audience.confirm("flashbulb", confirmed, { askedAt, at: now });
    now = addMilliseconds(now, 6 * day);
    await ask("anew");
    expect((await stored("silent"))?.state).toBe("pending");
    now = addMilliseconds(now, day + 1);
    await workOutbox(deps);
    expect(await stored("silent")).toBeUndefined();
    expect((await stored("confirmed"))?.state).toBe("confirmed");
    expect((await stored("anew"))?.state).toBe("pending");
    for (let weeks = 0; weeks < 3; weeks++) {
      await ask("silent");
      now = addMilliseconds(now, 8 * day);
    }
    await workOutbox(deps);
    expect(await stored("anew")).toBeUndefined();
    expect((await mailed()).filter((address) => address === "silent@example.com")).toHaveLength(3);
    expect(await deps.signUps.askedBefore(now, 10)).toEqual([]);
  });

  it("takes five sign-ups from a network within an hour, IPv4 and IPv6, and says so to the sixth", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 6; n++) statuses.push((await send({ address: `a${n}@example.com` }, `192.0.2.${n}`)).status);
    for (let n = 0; n < 6; n++)
      statuses.push((await send({ address: `b${n}@example.com` }, `2001:db8:1:2:${n}::1`)).status);
    const six = [200, 200, 200, 200, 200, 429];
    expect(statuses).toEqual([...six, ...six]);
    expect((await send({ address: "c@example.com" }, "192.0.3.1")).status).toBe(200);
    now = addMilliseconds(now, hour);
    expect((await send({ address: "d@example.com" }, "192.0.2.1")).status).toBe(200);
  });

  it("sends fifty mails an hour to one domain, and the rest when their turn comes", async () => {
    for (let n = 0; n < 60; n++) await send({ address: `a${n}@small.example` }, `10.0.${n}.1`);
    expect((await workOutbox(deps)).sent).toBe(50);
    expect((await workOutbox(deps)).sent).toBe(0);
    now = addMilliseconds(now, hour);
    expect((await workOutbox(deps)).sent).toBe(10);
    expect(new Set(await mailed()).size).toBe(60);
  });

  it("asks for one more press when it was sent too fast, too late, from elsewhere, or with a made-up token", async () => {
    const other = shownToken(keyring, "other", addMilliseconds(now, -3000));
    for (const token of ["", "AQEEAAAAAA", other, shown(1000), shown(day + 1)]) {
      const answer = await send({ address: "ada@example.com", name: "<b>", shown: token });
      const text = await answer.text();
      expect([answer.status, text.includes("One more press")]).toEqual([200, true]);
      expect(text).not.toContain("<b>");
    }
    await workOutbox(deps);
    expect(await mailed()).toEqual([]);
    const again = await (await send({ address: "ada@example.com", shown: "" })).text();
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(again)?.[1] ?? "";
    now = addMilliseconds(now, 2500);
    expect((await send({ address: field("address"), shown: field("shown") })).status).toBe(200);
    await workOutbox(deps);
    expect(await mailed()).toEqual(["ada@example.com"]);
  });

  it("asks about a likely slip, and mails whichever address the person then chooses", async () => {
    const asked = await (await send({ address: "ada@gmial.com" })).text();
    expect(asked).toContain('name="address" value="ada@gmail.com"');
    expect(asked).toContain('name="address" value="ada@gmial.com"');
    await workOutbox(deps);
    expect(await mailed()).toEqual([]);
    await send({ address: "ada@gmial.com", sure: "yes" });
    await workOutbox(deps);
    expect(await mailed()).toEqual(["ada@gmial.com"]);
  });

  it("asks nobody whose domain is their own country's of a provider, or is real, as if it were a slip", () => {
    const suggested = (domain: string) => suggestAddress(`ada@${domain}`)?.slice("ada@".length);
    const real = ["hotmail.se", "hotmail.dk", "yahoo.se", "yahoo.at", "live.se", "mail.eu", "ymail.com", "email.ru"];
    expect(real.map(suggested)).toEqual(real.map(() => undefined));
    const slips = ["gmail.co", "gmial.com", "gmail.con", "hotmial.com", "yaho.fr"];
    expect(slips.map(suggested)).toEqual(["gmail.com", "gmail.com", "gmail.com", "hotmail.com", "yahoo.fr"]);
  });

  it("does the same work for every address, known or not, so that its time says nothing", async () => {
    await subscribe(deps.audience, { address: "known@example.com" });
    await deps.audience.suppress(keyedId(idKey, "gone@example.com"), "bounce", at);
    const work: unknown[] = [];
    for (const name of ["new", "known", "gone"])
      work.push(
        await requestsOf(engine.table(audienceTable), async (table) => {
          const counted = routesWith({ ...deps, signUps: signUpStore(table) });
          await send({ address: `${name}@example.com` }, `10.9.${work.length}.1`, counted);
        }),
      );
    expect(work[0]).toEqual({ GetItemCommand: 1, PutItemCommand: 2 });
    expect(work).toEqual([work[0], work[0], work[0]]);
  });

  it("asks the challenge on the page and for forms from elsewhere, and lets nobody pass who fails it", async () => {
    const seen: unknown[] = [];
    const challenge = {
      siteKey: "0x4AAA",
      scriptUrl: "https://challenges.example/api.js",
      passes: async (answer: string, visitor: string | undefined) => {
        seen.push([answer, visitor]);
        return answer === "person";
      },
    };
    const guarded = routesWith({ ...deps, challenge });
    const shownPage = await guarded.request(page);
    expect(await shownPage.text()).toContain('data-sitekey="0x4AAA"');
    expect(shownPage.headers.get("content-security-policy")).toContain(
      "script-src https://challenges.example; frame-src https://challenges.example;",
    );
    const failed = await send({ address: "a@example.com", name: "Ada" }, "192.0.2.1", guarded);
    expect([failed.status, await failed.text()]).toEqual([400, expect.stringContaining('value="a@example.com"')]);
    const passed = { address: "b@example.com", "cf-turnstile-response": "person" };
    expect((await send(passed, "192.0.2.1", guarded)).status).toBe(200);
    await workOutbox(deps);
    expect(await mailed()).toEqual(["b@example.com"]);
    expect(seen).toEqual([
      ["", "192.0.2.1"],
      ["person", "192.0.2.1"],
    ]);
  });

  it("keeps what a named form elsewhere says of itself with the consent, and knows no other form", async () => {
    const forms = [{ id: "footer", place: "below every story", wording: 3 }];
    const newsletter = aNewsletter({ signUp: { forms, origins: [] } });
    const stored = { newsletter, version: 1 };
    deps.newsletters = { get: async () => stored };
    app = routesWith(deps);
    await send({ address: "ada@example.com", form: "footer" });
    await workOutbox(deps);
    const consent = { askedAt: at, form: "footer", place: "below every story", wording: "3" };
    expect(await deps.audience.get("flashbulb", keyedId(idKey, "ada@example.com"))).toMatchObject({ consent });
    expect((await send({ address: "eve@example.com", form: "header" })).status).toBe(404);
    const snippet = await (await app.request("/newsletters/flashbulb/forms/footer")).text();
    expect(snippet).toContain("&lt;form action=&quot;https://news.flashbulb.example/newsletters/flashbulb/subscribe");
    expect((await app.request("/newsletters/flashbulb/forms/header")).status).toBe(404);
    // A slip on the way does not make it the form of our own page.
    const faulty = await (await send({ address: "eve@", form: "footer" }, "192.0.2.7")).text();
    expect(faulty).toContain('<input type="hidden" name="form" value="footer">');
  });

  describe("closes for a day", () => {
    const fill = async (count: number, waiting = 0) => {
      for (let n = 0; n < count; n++) await send({ address: `a${n}@d${n % 9}.example` }, `10.50.${n}.1`);
      now = addMilliseconds(now, waiting);
      return workOutbox(deps);
    };
    const bounce = (address: string, mail = "confirmation") => ({
      eventType: "Bounce",
      mail: {
        timestamp: now,
        messageId: address,
        destination: [address],
        tags: { newsletter: ["flashbulb"], mail: [mail] },
      },
      bounce: { bounceType: "Permanent", bounceSubType: "General", bouncedRecipients: [], timestamp: now },
    });

    it("when more than a tenth of the confirmations come back, and keeps what waits until it opens", async () => {
      await fill(30);
      const ledger = engine.table(deliveryTable);
      const told = { ...deps, events: eventsStore(ledger), stream: streamStore(ledger) };
      const bounces = ["a0@d0.example", "a1@d1.example", "a2@d2.example"].map((address) => bounce(address));
      // Told three times, each counts once.
      for (let time = 0; time < 3; time++) await takeInEvents(told, bounces);
      await send({ address: "before@example.com" }, "10.200.0.1");
      expect((await workOutbox(deps)).closed).toEqual([]);
      await takeInEvents(told, [bounce("a3@d3.example", "move-new")]);
      await send({ address: "late@example.com" }, "10.200.1.1");
      expect((await workOutbox(deps)).closed).toEqual([{ newsletterId: "flashbulb", because: "bounces" }]);
      expect((await app.request(page)).status).toBe(503);
      expect((await send({ address: "new@example.com" }, "10.200.2.1")).status).toBe(503);
      expect(await mailed()).not.toContain("late@example.com");
      expect(await deps.signUps.open("flashbulb", now)).toBe(true);
      expect((await app.request(page)).status).toBe(200);
      await workOutbox(deps);
      expect(await mailed()).toContain("late@example.com");
    });

    it("when of a good many that had their time hardly one was answered, counted from when their mails went", async () => {
      await fill(50, 3 * hour);
      now = addMilliseconds(now, 2 * hour - 1);
      await send({ address: "x@example.com" }, "10.201.0.1");
      expect((await workOutbox(deps)).closed).toEqual([]);
      now = addMilliseconds(now, 1);
      await send({ address: "y@example.com" }, "10.201.1.1");
      expect((await workOutbox(deps)).closed).toEqual([{ newsletterId: "flashbulb", because: "unconfirmed" }]);
      now = addMilliseconds(now, day);
      expect((await app.request(page)).status).toBe(200);
    });
  });
});
