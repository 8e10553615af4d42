import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import PostalMime from "postal-mime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eraseSubscriber } from "../../functions/audience/erase-subscriber.ts";
import { followMoves } from "../../functions/audience/follow-moves.ts";
import { personalLinks } from "../../functions/audience/links.ts";
import { personalData } from "../../functions/audience/personal-data.ts";
import { audienceRoutes } from "../../functions/audience/routes.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { domainLimit } from "../../functions/audience/turns.ts";
import { unsubscribeByReply } from "../../functions/audience/unsubscribe-by-reply.ts";
import { type WorkOutboxDeps, workOutbox } from "../../functions/audience/work-outbox.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds, day, hour } from "../../functions/core/time.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, at, idKey, keyring, subscribe } from "../support/audience.ts";
import { aNewsletter } from "../support/mail.ts";
import { openSes, type TestSes } from "../support/ses.ts";
import { openStore } from "../support/store.ts";

const publicUrl = "https://news.flashbulb.example";
const idOf = (address: string) => keyedId(idKey, address);

describe("a subscriber", () => {
  let engine: StoreEngine;
  let local: TestSes;
  let now: string;
  let deps: WorkOutboxDeps & Awaited<ReturnType<typeof anAudience>>;
  let app: ReturnType<typeof audienceRoutes>;
  let links: { unsubscribeUrl: string; preferencesUrl: string };
  beforeEach(async () => {
    now = at;
    engine = await openStore(audienceTable, newslettersTable);
    local = await openSes();
    const personal = personalLinks({ keyring, publicUrl });
    const stores = await anAudience(engine);
    deps = { ...stores, ses: local.ses, keyring, idKey, clock: () => now, stampClock: () => now, publicUrl, personal };
    app = audienceRoutes(deps);
    const id = await subscribe(deps.audience, { address: "ada@example.com", name: "Ada" });
    links = personalLinks({ keyring, publicUrl: "" })({ newsletterId: "flashbulb", issueId: "i" }, id).links;
  });
  afterEach(async () => {
    await local.close();
    await engine.close();
  });

  const pass = (milliseconds: number) => {
    now = addMilliseconds(now, milliseconds);
  };
  const post = (path: string, form: Record<string, string> = {}) =>
    app.request(path, { method: "POST", body: new URLSearchParams(form) });
  const text = async (answer: Response | Promise<Response>) => (await answer).text();
  const person = (address = "ada@example.com") => deps.audience.get("flashbulb", idOf(address));
  const undoOf = (page: string) => /name="undo" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const actionOf = (page: string, what: string) =>
    new RegExp(`action="([^"]*/${what}[^"]*)"`).exec(page)?.[1] ?? `no ${what}`;

  it("takes a break from the page where others leave, and from the preferences, and ends it there", async () => {
    const page = await text(app.request(links.unsubscribeUrl));
    expect(await text(post(actionOf(page, "pause"), { pause: "4" }))).toContain("before November 21, 2026");
    expect(await person()).toMatchObject({
      state: "confirmed",
      preferences: { pausedUntil: addMilliseconds(at, 28 * day) },
    });
    expect(await text(app.request(links.preferencesUrl))).toContain("Until November 21, 2026, as now");
    await post(links.preferencesUrl, { variant: "photos", pause: "keep" });
    expect((await person())?.preferences).toEqual({ variant: "photos", pausedUntil: addMilliseconds(at, 28 * day) });
    await post(links.preferencesUrl, { variant: "photos", pause: "none" });
    expect((await person())?.preferences).toEqual({ variant: "photos" });
    for (const pause of ["400", "-1", "x"])
      expect((await post(links.preferencesUrl, { variant: "photos", pause })).status).toBe(400);
  });

  it("undoes a leaving on the page that says it, for an hour and not by another leaving's token", async () => {
    const left = await text(post(links.unsubscribeUrl));
    const [undo, action] = [undoOf(left), actionOf(left, "undo")];
    pass(hour - 1000);
    expect(await text(post(action, { undo }))).toContain("You stay subscribed");
    expect(await person()).toMatchObject({ state: "confirmed", confirmedAt: at });
    expect((await person())?.unsubscribedAt).toBeUndefined();
    await post(links.unsubscribeUrl);
    expect(await text(post(action, { undo }))).toContain("You are unsubscribed");
    pass(hour);
    expect(undoOf(await text(app.request(links.unsubscribeUrl)))).toBe("");
    const [, token = ""] = links.unsubscribeUrl.split("/unsubscribe/");
    for (const bad of ["", "x", token]) await post(action, { undo: bad });
    expect((await person())?.state).toBe("unsubscribed");
  });

  it("says of whoever comes back into a break when the next issue comes, and not that it is the next", async () => {
    await post(actionOf(await text(app.request(links.unsubscribeUrl)), "pause"), { pause: "4" });
    const left = await text(post(links.unsubscribeUrl));
    const stayed = await text(post(actionOf(left, "undo"), { undo: undoOf(left) }));
    expect(stayed).toContain("You stay subscribed");
    expect(stayed).toContain("before November 21, 2026");
    expect(stayed).not.toContain("next issue");
  });

  it("says why, when leaving, in a word that we offer, and is not asked twice", async () => {
    const left = await text(post(links.unsubscribeUrl));
    await post(actionOf(left, "why"), { why: "<script>" });
    expect((await person())?.leftBecause).toBeUndefined();
    expect(await text(post(actionOf(left, "why"), { why: "too-many" }))).toContain("Thank you");
    expect((await person())?.leftBecause).toBe("too-many");
    expect(await text(app.request(links.unsubscribeUrl))).not.toContain('name="why"');
  });

  it("is told so wherever they then choose, who has left meanwhile", async () => {
    await post(links.unsubscribeUrl);
    const { preferencesUrl: url } = links;
    for (const answer of [
      app.request(url),
      app.request(`${url}/address`),
      post(url, { variant: "photos", pause: "none" }),
      post(`${url}/address`, { address: "ada@new.example" }),
    ])
      expect(await text(answer)).toContain("You are unsubscribed");
    expect((await person())?.preferences.variant).toBe("everything");
    expect((await workOutbox(deps)).sent).toBe(0);
  });

  it("reads pages in the language of the browser, or the one chosen by hand, which forms keep", async () => {
    const inLanguage = async (path: string, accept: string) =>
      /<html lang="([^"]+)" dir="([^"]+)"/
        .exec(await text(app.request(path, { headers: { "accept-language": accept } })))
        ?.slice(1);
    const { unsubscribeUrl: url } = links;
    expect(await inLanguage(url, "")).toEqual(["en", "ltr"]);
    expect(await inLanguage(url, "fr-CA,fr;q=0.9,en;q=0.8")).toEqual(["fr", "ltr"]);
    expect(await inLanguage(url, "tlh, en;q=0.1, ar;q=0.7")).toEqual(["ar", "rtl"]);
    expect(await inLanguage(url, "de;q=0, *")).toEqual(["en", "ltr"]);
    expect(await inLanguage(`${url}?lang=es`, "fr")).toEqual(["es", "ltr"]);
    expect(await inLanguage(`${url}?lang=%3Cb%3E`, "de")).toEqual(["de", "ltr"]);
    const page = await text(app.request(`${url}?lang=de`));
    expect(actionOf(page, "pause")).toMatch(/\?lang=de$/);
    expect(await text(post(actionOf(page, "pause"), { pause: "2" }))).toContain("7. November 2026");
    expect((await app.request(`/unsubscribe/x?lang=ar`)).status).toBe(404);
  });

  describe("who asks for another address", () => {
    const askFor = async (address: string) => {
      const answer = await post(`${links.preferencesUrl}/address`, { address });
      await workOutbox(deps);
      return answer;
    };
    const mails = async () =>
      Promise.all(
        (await local.accepted()).map(async (message) => ({
          to: message.recipients[0],
          path: /https:\/\/news\.flashbulb\.example(\/move-\S+)/.exec(
            (await PostalMime.parse(local.endpoint.messages.mail(message) as Buffer)).text ?? "",
          )?.[1] as string,
          raw: String(local.endpoint.messages.mail(message)),
        })),
      );

    it("is asked at both ends, and moves when both have pressed; following the links changes nothing", async () => {
      await post(links.preferencesUrl, { variant: "photos", pause: "2" });
      expect((await askFor("Ada@new.example")).status).toBe(200);
      const [old, fresh] = await mails();
      expect([old?.to, fresh?.to]).toEqual(["ada@example.com", "Ada@new.example"]);
      expect(old?.raw).not.toContain("new.example");
      expect(fresh?.raw).not.toContain("ada@example.com");
      const before = await person();
      for (const each of [old, fresh]) expect((await app.request(each?.path ?? "")).status).toBe(200);
      expect(await person()).toEqual(before);
      pass(hour);
      expect(await text(post(fresh?.path ?? ""))).toContain("One of two is done");
      expect(await person("ada@new.example")).toBeUndefined();
      expect(await text(post(old?.path ?? ""))).toContain("Your address is changed");
      expect(await person()).toMatchObject({ state: "unsubscribed", movedTo: idOf("ada@new.example") });
      expect(await person("ada@new.example")).toMatchObject({
        address: "Ada@new.example",
        name: "Ada",
        state: "confirmed",
        confirmedAt: now,
        preferences: { variant: "photos" },
        movedFrom: idOf("ada@example.com"),
      });
      const after = await person("ada@new.example");
      await post(old?.path ?? "");
      expect(await person("ada@new.example")).toEqual(after);
      // Who sends an issue that was frozen before finds them at the new address.
      const [oldId, newId] = [idOf("ada@example.com"), idOf("ada@new.example")];
      const found = await followMoves(deps, { newsletterId: "flashbulb", ids: [oldId] });
      expect(found.subscribers.get(oldId)?.address).toBe("Ada@new.example");
      expect(found.suppressed.size).toBe(0);
      await deps.audience.suppress(newId, "bounce", now);
      expect((await followMoves(deps, { newsletterId: "flashbulb", ids: [oldId] })).suppressed.has(oldId)).toBe(true);
      // Links in old mails go with the person.
      await post(links.unsubscribeUrl);
      expect((await person("ada@new.example"))?.state).toBe("unsubscribed");
    });

    it("has the move finished by the next press when it was broken off half-way", async () => {
      await askFor("ada@new.example");
      const [old, fresh] = await mails();
      await post(fresh?.path ?? "");
      const { arrive } = deps.moves;
      deps.moves.arrive = () => Promise.reject(new Error("the process died here"));
      expect((await post(old?.path ?? "")).status).toBe(500);
      deps.moves.arrive = arrive;
      await post(fresh?.path ?? "");
      expect((await person("ada@new.example"))?.state).toBe("confirmed");
      expect((await person())?.movedTo).toBe(idOf("ada@new.example"));
    });

    it("has the move finished by the outbox when nobody presses again", async () => {
      await askFor("ada@new.example");
      const { arrive } = deps.moves;
      deps.moves.arrive = () => Promise.reject(new Error("the process died here"));
      for (const { path } of await mails()) await post(path);
      deps.moves.arrive = arrive;
      await workOutbox(deps);
      expect(await person("ada@new.example")).toMatchObject({ state: "confirmed", name: "Ada" });
      expect(await deps.signUps.promisedTo("flashbulb", idOf("ada@new.example"))).toEqual([]);
    });

    it("has the new address kept for as long as it may agree, told to its owner alone, and erased for either", async () => {
      const table = engine.table(audienceTable);
      const stored = async () => JSON.stringify(await table.db.send(new ScanCommand({ TableName: table.name })));
      const dataOf = async (address: string) =>
        JSON.stringify(await personalData(deps, { newsletterId: "flashbulb", address }));
      const ask = async () => {
        await askFor("eve@new.example");
        expect(await stored()).toContain("eve@new.example");
      };
      await ask();
      expect(JSON.stringify(await person())).not.toContain("new.example");
      expect(await dataOf("ada@example.com")).not.toContain("new.example");
      expect(await dataOf("eve@new.example")).toContain("eve@new.example");
      // The time to answer is over.
      pass(2 * day);
      await workOutbox(deps);
      expect(await stored()).not.toContain("new.example");
      expect((await person())?.move).toBeUndefined();
      for (const address of ["eve@new.example", "ada@example.com"]) {
        pass(2 * day);
        await ask();
        const links = (await mails()).slice(-2);
        await eraseSubscriber(deps, { newsletterId: "flashbulb", address });
        expect(await stored()).not.toContain("new.example");
        for (const { path } of links) expect((await post(path)).status).toBe(404);
      }
    });

    it.each(["ada@example.com", "ada@new.example", "ada@last.example"])(
      "is erased at all their addresses when erased by %s",
      async (address) => {
        const all = ["ada@example.com", "ada@new.example", "ada@last.example"];
        for (const [n, next] of all.slice(1).entries()) {
          pass(2 * day);
          const from = idOf(all[n] as string);
          links = personalLinks({ keyring, publicUrl: "" })({ newsletterId: "flashbulb", issueId: "i" }, from).links;
          await askFor(next);
          for (const { path } of (await mails()).slice(-2)) await post(path);
        }
        expect((await person("ada@last.example"))?.state).toBe("confirmed");
        const told = await personalData(deps, { newsletterId: "flashbulb", address: "ada@new.example" });
        expect(told).toMatchObject({ data: { former: [{ known: { subscriber: { address: "ada@example.com" } } }] } });
        expect(JSON.stringify(told)).not.toContain("ada@last.example");
        const erased = await eraseSubscriber(deps, { newsletterId: "flashbulb", address });
        expect(erased).toMatchObject({ ok: true, erased: true });
        for (const each of all) expect(await person(each)).toBeUndefined();
        const again = await eraseSubscriber(deps, { newsletterId: "flashbulb", address });
        expect(again).toMatchObject({ ok: true, erased: false });
      },
    );

    it("is only unsubscribed at the old address when the new one has an item", async () => {
      await subscribe(deps.audience, { address: "eve@example.com", name: "Eve" });
      await askFor("eve@example.com");
      for (const { path } of await mails()) await post(path);
      const left = await person();
      expect([left?.state, left?.movedTo]).toEqual(["unsubscribed", undefined]);
      expect(await person("eve@example.com")).toMatchObject({ state: "confirmed", name: "Eve" });
    });

    it("gets no answer that tells addresses apart, and no mail to one that must get none", async () => {
      await subscribe(deps.audience, { address: "eve@example.com" });
      await deps.audience.suppress(idOf("gone@example.com"), "complaint", at);
      const answers = new Set<string>();
      for (const name of ["gone", "ada", "eve"]) answers.add(await text(askFor(`${name}@example.com`)));
      expect(answers.size).toBe(1);
      expect((await mails()).map(({ to }) => to)).toEqual(["ada@example.com", "eve@example.com"]);
      expect((await askFor("not an address")).status).toBe(400);
    });

    it("is asked about a likely slip, and puts one right that was sent: the newest wish holds, three times a day", async () => {
      const slip = await text(askFor("ada@gmial.com"));
      expect(slip).toContain('name="address" value="ada@gmail.com"');
      expect(await mails()).toEqual([]);
      await post(`${links.preferencesUrl}/address`, { address: "ada@gmial.com", sure: "yes" });
      await workOutbox(deps);
      pass(60_000);
      await askFor("ada@gmail.com");
      const [, wrong, old, right] = await mails();
      expect([wrong?.to, right?.to]).toEqual(["ada@gmial.com", "ada@gmail.com"]);
      // The address that was wrong may be a stranger's: it is kept no longer than the question.
      await workOutbox(deps);
      expect(await deps.signUps.promisedTo("flashbulb", idOf("ada@gmial.com"))).toEqual([]);
      expect((await post(wrong?.path ?? "")).status).toBe(404);
      pass(60_000);
      expect((await askFor("third@example.com")).status).toBe(200);
      const fourth = await askFor("fourth@example.com");
      expect([fourth.status, await fourth.text()]).toEqual([429, expect.stringContaining("wait until tomorrow")]);
      expect(await mails()).toHaveLength(6);
      for (const mail of [old, right]) expect((await post(mail?.path ?? "")).status).toBe(404);
      pass(day);
      expect((await askFor("fourth@example.com")).status).toBe(200);
      for (const { path } of (await mails()).slice(-2)) await post(path);
      expect((await person("fourth@example.com"))?.state).toBe("confirmed");
    });

    it("takes the place of no wish with one that cannot be asked about now", async () => {
      await askFor("ada@new.example");
      await deps.audience.claimConfirmation(idOf("eve@example.com"), now, { most: 3, notSince: now });
      pass(60_000);
      await askFor("eve@example.com");
      for (const { path } of await mails()) expect((await post(path)).status).toBe(200);
      expect((await person("ada@new.example"))?.state).toBe("confirmed");
    });

    it.each(["old", "new"] as const)(
      "is mailed at each end once, though SES throttles the mail to the %s one",
      async (end) => {
        const recipient = end === "old" ? "ada@example.com" : "ada@new.example";
        local.endpoint.faults.set([{ effect: "throttle", recipient, times: 1 }]);
        await askFor("ada@new.example");
        expect(await mails()).toHaveLength(end === "old" ? 0 : 1);
        pass(60_000);
        for (let time = 0; time < 2; time++) await workOutbox(deps);
        expect((await mails()).map(({ to }) => to)).toEqual(["ada@example.com", "ada@new.example"]);
        for (const { path } of await mails()) await post(path);
        expect((await person("ada@new.example"))?.state).toBe("confirmed");
      },
    );

    it("waits while the form is closed, and for the turn of its domain; and each answered mail counts as one", async () => {
      await deps.signUps.close("flashbulb", "bounces", now);
      await askFor("ada@new.example");
      await deps.signUps.open("flashbulb", now);
      for (let turn = 0; turn < 50; turn++)
        await deps.signUps.takeTurn("domain", keyedId(idKey, "new.example"), now, domainLimit("new.example"));
      await workOutbox(deps);
      expect(await mails()).toEqual([]);
      pass(hour);
      await workOutbox(deps);
      const sentAt = now;
      pass(hour);
      for (const { path } of [...(await mails()), ...(await mails())]) await post(path);
      expect(await deps.signUps.mailsByHour("flashbulb", now)).toEqual([
        { hour: sentAt, sent: 1, confirmed: 1, bounced: 0 },
      ]);
    });

    it("says that they are a person where that is asked, and need not type the address anew", async () => {
      const challenge = {
        siteKey: "0x4AAA",
        scriptUrl: "https://challenges.example/api.js",
        passes: async (answer: string) => answer === "person",
      };
      app = audienceRoutes({ ...deps, challenge });
      const shown = await app.request(links.preferencesUrl);
      expect(shown.headers.get("content-security-policy")).toContain("script-src https://challenges.example;");
      const failed = await askFor("ada@new.example");
      expect([failed.status, await failed.text()]).toEqual([400, expect.stringContaining('value="ada@new.example"')]);
      await post(`${links.preferencesUrl}/address`, { address: "ada@new.example", "cf-turnstile-response": "person" });
      await workOutbox(deps);
      expect(await mails()).toHaveLength(2);
    });

    it("may answer for 48 hours", async () => {
      await askFor("ada@new.example");
      const [old] = await mails();
      pass(2 * day);
      expect((await post(old?.path ?? "")).status).toBe(404);
    });
  });

  describe("who replies to a mail", () => {
    const newsletter = aNewsletter();
    const reply = (changes: Partial<Parameters<typeof unsubscribeByReply>[1]["reply"]>) =>
      unsubscribeByReply(deps, {
        newsletter,
        reply: {
          from: "ada@example.com",
          subject: "Re: Rome, with the lights on",
          text: "",
          isAuthentic: false,
          isAutomatic: false,
          ...changes,
        },
      });
    const quoted = () => `Unsubscribe\n\nOn Saturday Flashbulb wrote:\n> https://x.example${links.unsubscribeUrl}\n`;

    it.each([
      ["Unsubscribe.", ""],
      ["Please unsubscribe me", ""],
      ["Re: x", "abmelden\n\n-- \nAda"],
      ["إلغاء الاشتراك", ""],
    ])("with %j is let go when the mail is truly theirs", async (subject, body) => {
      expect(await reply({ subject, text: body })).toEqual({ ok: false, reason: "nobody" });
      expect(await reply({ subject, text: body, isAuthentic: true })).toEqual({ ok: true, changed: true });
      expect((await person())?.state).toBe("unsubscribed");
    });

    it("is let go by the link that the reply quotes, whoever it says it is from", async () => {
      expect(await reply({ from: "other@example.com", text: quoted() })).toEqual({ ok: true, changed: true });
      expect((await person())?.state).toBe("unsubscribed");
    });

    it.each([
      ["a letter that mentions it", "Do not unsubscribe me! I liked the boats.", false],
      ["a letter that begins with it", `Unsubscribe\n${"I have read you for years and must say. ".repeat(9)}`, false],
      ["an automatic answer", "unsubscribe", true],
      ["only our own words, quoted", "Lovely!\n\n> Unsubscribe", false],
    ])("stays after %s", async (_name, body, isAutomatic) => {
      expect(await reply({ text: body, isAutomatic, isAuthentic: true })).toEqual({ ok: false, reason: "not-asked" });
      expect((await person())?.state).toBe("confirmed");
    });
  });
});
