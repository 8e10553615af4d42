import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { personalLinks } from "../../functions/audience/links.ts";
import { type SignUpRoutesDeps, signUpRoutes, subscribePath } from "../../functions/audience/sign-up-routes.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { shownToken } from "../../functions/audience/time-trap.ts";
import { unsubscribe } from "../../functions/audience/unsubscribe.ts";
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
const page = subscribePath("flashbulb");
const idOf = (address: string) => keyedId(idKey, address.toLowerCase());

describe("signing up", () => {
  let engine: StoreEngine;
  let local: TestSes;
  let deps: SignUpRoutesDeps & WorkOutboxDeps & Awaited<ReturnType<typeof anAudience>>;
  let app: ReturnType<typeof signUpRoutes>;
  let now: string;
  let visitor: number;
  beforeEach(async () => {
    now = at;
    engine = await openStore(audienceTable, newslettersTable);
    local = await openSes();
    const stores = await anAudience(engine);
    visitor = 0;
    const personal = personalLinks({ keyring, publicUrl });
    deps = { ...stores, ses: local.ses, keyring, idKey, clock: () => now, stampClock: () => now, publicUrl, personal };
    app = signUpRoutes({ ...deps, visitorOf: (context) => context.req.header("x-forwarded-for") });
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
  /** The form as a person sends it, three seconds after it was shown, each from a network of their own. */
  const sendForm = (path: string, form: Record<string, string>) => {
    visitor += 1;
    const shown = shownToken(keyring, path.split("/")[2] ?? "", addMilliseconds(now, -3000));
    const from = `10.${visitor >> 8}.${visitor & 255}.1`;
    const body = new URLSearchParams({ shown, ...form });
    return app.request(path, { method: "POST", body, headers: { "x-forwarded-for": from } });
  };
  const unsentMail = (address: string) => ({ newsletterId: "flashbulb", subscriberId: idOf(address), mail: "ask" });
  const work = () => workOutbox(deps);
  const signUp = async (address: string, more: Record<string, string> = {}) => {
    const answer = await sendForm(page, { address, ...more });
    await work();
    return answer;
  };
  const person = (address: string, newsletterId = "flashbulb") => deps.audience.get(newsletterId, idOf(address));
  /** Every confirmation mail. */
  const mails = async () =>
    (await local.accepted())
      .filter(({ tags }) => tags.mail === "confirmation")
      .map((message) => local.endpoint.messages.mail(message) as Buffer);
  /** The path of the button in the newest mail. */
  const linkInMail = async (): Promise<string> => {
    const { text } = await PostalMime.parse((await mails()).at(-1) as Buffer);
    const [, path] = /https:\/\/news\.flashbulb\.example(\/confirm\/\S+)/.exec(text ?? "") ?? [];
    if (!path) throw new Error("the mail has no link to confirm");
    return path;
  };

  it("goes from the form to the mail, from its link to a button, and only the button subscribes", async () => {
    expect((await app.request(page)).status).toBe(200);
    expect((await app.request(page.replace("/subscribe", ""))).headers.get("location")).toBe(page);
    expect((await signUp("Ada@BÜCHER.example", { name: " Ada " })).status).toBe(200);
    const id = keyedId(idKey, "ada@xn--bcher-kva.example");
    expect(await deps.audience.get("flashbulb", id)).toEqual({
      id,
      newsletterId: "flashbulb",
      address: "Ada@xn--bcher-kva.example",
      name: "Ada",
      state: "pending",
      consent: { askedAt: at, form: "page", wording: "en/3" },
      preferences: { variant: "everything" },
    });
    pass(hour);
    const link = await linkInMail();
    const shown = await app.request(link);
    expect([shown.status, shown.headers.get("content-security-policy")]).toEqual([
      200,
      expect.stringMatching(/^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; form-action 'self'; /),
    ]);
    expect((await (await app.request(link)).text()).match(/<form[^>]*>.*?<\/form>/gs)).toEqual([
      '<form method="post"><button>Yes, subscribe me</button></form>',
    ]);
    expect((await deps.audience.get("flashbulb", id))?.state).toBe("pending");
    expect(await (await post(link)).text()).toContain("appears every Saturday at 08:00");
    expect(await deps.audience.get("flashbulb", id)).toMatchObject({ state: "confirmed", confirmedAt: now });
  });

  it("is not moved by scanners, which follow every link by GET and HEAD, again and again", async () => {
    await signUp("ada@example.com");
    const link = await linkInMail();
    const before = await person("ada@example.com");
    for (let time = 0; time < 3; time++)
      for (const path of [link, page])
        for (const method of ["GET", "HEAD"]) expect((await app.request(path, { method })).status).toBe(200);
    expect(await person("ada@example.com")).toEqual(before);
    expect(await mails()).toHaveLength(1);
  });

  it("answers everybody alike: new, known, gone, suppressed, asked before, or a program in the hidden field", async () => {
    await subscribe(deps.audience, { address: "known@example.com" });
    const gone = await subscribe(deps.audience, { address: "gone@example.com" });
    await unsubscribe(deps, { newsletterId: "flashbulb", subscriberId: gone });
    await deps.audience.suppress(idOf("bounced@example.com"), "bounce", at);
    const answers = new Set<string>();
    for (const name of ["new", "known", "gone", "bounced", "new"]) {
      const answer = await signUp(`${name}@example.com`);
      answers.add(JSON.stringify([answer.status, [...answer.headers], await answer.text()]));
    }
    const trapped = await signUp("trapped@example.com", { website: "https://spam.example" });
    answers.add(JSON.stringify([trapped.status, [...trapped.headers], await trapped.text()]));
    expect(answers.size).toBe(1);
    const asked = (await local.accepted()).flatMap(({ recipients }) => recipients);
    expect(asked).toEqual(["new@example.com", "gone@example.com"]);
    expect(await person("trapped@example.com")).toBeUndefined();
    expect(await person("bounced@example.com")).toBeUndefined();
  });

  it("of one address, a hundred times at once and however it is spelt, makes one mail", async () => {
    const spellings = ["victim@example.com", "VICTIM@example.com", "Victim@EXAMPLE.com"];
    await deps.newsletters.put({ newsletter: aNewsletter({ id: "other" }), version: 0 });
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        sendForm(subscribePath(n % 2 ? "other" : "flashbulb"), {
          address: spellings[n % 3] as string,
          name: `Name ${n}`,
        }),
      ),
    );
    await Promise.all([work(), work(), work()]);
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200));
    expect(await mails()).toHaveLength(1);
    const stored = await Promise.all(["flashbulb", "other"].map((id) => person("victim@example.com", id)));
    expect(stored.filter(Boolean)).toHaveLength(1);
  });

  it("mails one address once in 24 hours and three times in all, until one mail is answered", async () => {
    const mailed = async () => {
      await signUp("ada@example.com");
      return (await mails()).length;
    };
    expect(await mailed()).toBe(1);
    pass(day - 1);
    expect(await mailed()).toBe(1);
    pass(1);
    expect(await mailed()).toBe(2);
    pass(day);
    expect(await mailed()).toBe(3);
    for (let days = 0; days < 30; days++) {
      pass(day);
      expect(await mailed()).toBe(3);
    }
  });

  it("begins to count anew once the owner has answered, and keeps the pause", async () => {
    for (let days = 0; days < 3; days++) {
      if (days > 0) pass(day);
      await signUp("ada@example.com");
    }
    await post(await linkInMail());
    pass(hour);
    await unsubscribe(deps, { newsletterId: "flashbulb", subscriberId: idOf("ada@example.com") });
    await signUp("ada@example.com");
    expect(await mails()).toHaveLength(3);
    pass(day);
    await signUp("ada@example.com");
    expect(await mails()).toHaveLength(4);
  });

  it("changes nothing when confirmed again", async () => {
    await signUp("ada@example.com");
    const link = await linkInMail();
    await post(link);
    const confirmed = await person("ada@example.com");
    pass(hour);
    const again = await post(link);
    expect([again.status, await again.text()]).toEqual([200, expect.stringContaining("You are subscribed")]);
    expect(await person("ada@example.com")).toEqual(confirmed);
  });

  it("lets somebody come back who unsubscribed, by a new mail and never by an old one", async () => {
    await signUp("ada@example.com");
    const old = await linkInMail();
    await post(old);
    pass(hour);
    await unsubscribe(deps, { newsletterId: "flashbulb", subscriberId: idOf("ada@example.com") });
    expect((await post(old)).status).toBe(410);
    expect((await person("ada@example.com"))?.state).toBe("unsubscribed");
    pass(day);
    await signUp("ada@example.com");
    expect((await person("ada@example.com"))?.state).toBe("unsubscribed");
    await post(await linkInMail());
    const back = await person("ada@example.com");
    expect(back).toMatchObject({ state: "confirmed", confirmedAt: now });
    expect(back?.unsubscribedAt).toBeUndefined();
  });

  it("confirms for 48 hours from when the mail went, and shows the way to a new mail after that", async () => {
    await sendForm(page, { address: "ada@example.com" });
    pass(20 * hour);
    await work();
    const link = await linkInMail();
    pass(48 * hour - 1000);
    expect((await app.request(link)).status).toBe(200);
    pass(1000);
    for (const answer of [await app.request(link), await post(link)]) {
      expect(answer.status).toBe(410);
      expect(await answer.text()).toContain(`<a href="${page}">`);
    }
    expect((await person("ada@example.com"))?.state).toBe("pending");
  });

  it("never changes who is confirmed, whatever a stranger types for them", async () => {
    const id = await subscribe(deps.audience, { address: "ada@example.com", name: "Ada" });
    const before = await deps.audience.get("flashbulb", id);
    await signUp("ADA@example.com", { name: "Somebody else" });
    expect(await deps.audience.get("flashbulb", id)).toEqual(before);
  });

  it.each([
    ["", "address"],
    ["ada", "address"],
    ["ada@localhost", "address"],
    ["a@example.com,b@example.com", "address"],
    ["ada@example.com\r\nBcc: b@example.com", "address"],
    ['"ada"@example.com', "address"],
    ["ädä@example.com", "unaccented Latin"],
    [`${"a".repeat(250)}@example.com`, "address"],
  ])("refuses %j with a word about it, stores and sends nothing, and repeats only the name", async (address, word) => {
    const answer = await signUp(address, { name: "<b>Ada</b>" });
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toMatch(/<p id="fault" role="alert">[^<]+<\/p>/);
    expect(text).toContain(word);
    expect(text).not.toContain("Bcc");
    expect(text.match(/ value="[^"]*"/g)?.slice(0, 2)).toEqual([' value="&lt;b&gt;Ada&lt;/b&gt;"', ' value="page"']);
    expect(await mails()).toHaveLength(0);
  });

  it("refuses a name with control characters, a form that is too large, and a newsletter that does not exist", async () => {
    const answer = await signUp("ada@example.com", { name: "Ada\r\nBcc: b@example.com" });
    const text = await answer.text();
    expect([answer.status, text]).toEqual([400, expect.stringContaining("You can leave it out")]);
    expect(text).toContain('value="ada@example.com"');
    expect(text).not.toContain("Bcc");
    expect((await signUp("ada@example.com", { name: "x".repeat(5000) })).status).toBe(413);
    expect((await post(subscribePath("nothing"), { address: "ada@example.com" })).status).toBe(404);
    expect((await app.request("/confirm/AQEC")).status).toBe(404);
    expect(await person("ada@example.com")).toBeUndefined();
  });

  it("is tried again when SES certainly took nothing, and not when nobody knows", async () => {
    local.endpoint.faults.set([
      { effect: "throttle", recipient: "ada@*", times: 1 },
      { effect: "drop", recipient: "eve@*", times: 1 },
    ]);
    for (const name of ["ada", "eve"]) await sendForm(page, { address: `${name}@example.com` });
    const { unsent } = await work();
    expect(unsent.toSorted((one, other) => other.kind.localeCompare(one.kind))).toEqual([
      { ...unsentMail("ada@example.com"), kind: "throttled", code: "Throttling" },
      { ...unsentMail("eve@example.com"), kind: "ambiguous", code: expect.any(String) },
    ]);
    expect(await work()).toMatchObject({ sent: 1, unsent: [] });
    await signUp("eve@example.com");
    expect((await local.accepted()).flatMap(({ recipients }) => recipients)).toEqual(["ada@example.com"]);
  });

  it("is welcomed when SES takes the mail, however often it was throttled before; with nothing lost of the last time", async () => {
    await signUp("ada@example.com");
    await post(await linkInMail());
    const at = now;
    await deps.audience.claimWelcome("flashbulb", idOf("ada@example.com"), {
      at: addMilliseconds(at, -day),
      issueId: "i",
    });
    const before = await person("ada@example.com");
    local.endpoint.faults.set([{ effect: "throttle", recipient: "ada@*", times: 2 }]);
    const throttled = { ...unsentMail("ada@example.com"), mail: "welcome", kind: "throttled", code: "Throttling" };
    for (let time = 0; time < 2; time++) expect((await work()).unsent).toEqual([throttled]);
    expect(await person("ada@example.com")).toEqual(before);
    expect(await work()).toMatchObject({ sent: 1, unsent: [] });
    expect(await work()).toMatchObject({ sent: 0, unsent: [] });
    expect((await person("ada@example.com"))?.welcomed).toEqual({ at });
  });

  describe("sends a mail that", () => {
    it("two parsers read alike, and that holds the question, one link, and nothing of the person but the address", async () => {
      await signUp("ada@example.com", { name: "Ada Lovelace" });
      const [raw] = await mails();
      const [one, two] = [await PostalMime.parse(raw as Buffer), await simpleParser(raw as Buffer)];
      expect(one.subject).toBe("Please confirm: Flashbulb by mail");
      expect(two.subject).toBe(one.subject);
      expect(one.from).toMatchObject({ name: "Flashbulb", address: "digest@news.flashbulb.example" });
      expect(two.from?.value).toEqual([{ name: "Flashbulb", address: "digest@news.flashbulb.example" }]);
      expect(one.to).toEqual([{ name: "", address: "ada@example.com" }]);
      expect(two.to).toMatchObject({ value: [{ name: "", address: "ada@example.com" }] });
      expect(two.text?.trim()).toBe(one.text?.trim());
      expect(String(two.html).trim()).toBe(one.html?.trim());
      const link = `${publicUrl}${await linkInMail()}`;
      expect(one.html?.match(/(?:href|src)="[^"]*"/g)).toEqual([`href="${link}"`, `href="${link}"`]);
      expect(one.text?.match(/https?:\S+/g)).toEqual([link]);
      for (const part of [one.html, one.text]) expect(part).toContain("Flashbulb, Via Margutta 12");
      expect(String(raw)).not.toContain("Lovelace");
      const names = one.headers.map(({ key }) => key);
      expect(new Set(names).size).toBe(names.length);
      expect(names).not.toContain("list-unsubscribe");
      expect(names).toContain("auto-submitted");
      const [message] = await local.accepted();
      expect(message).toMatchObject({
        source: "digest@news.flashbulb.example",
        recipients: ["ada@example.com"],
        tags: { newsletter: "flashbulb", mail: "confirmation" },
      });
    });

    it.each([
      ["fr-CA", "À confirmer\u00a0: ", "ltr"],
      ["de", "Bitte bestätigen: ", "ltr"],
      ["es-MX", "Por favor, confirme: ", "ltr"],
      ["ar-EG", "يرجى التأكيد: ", "rtl"],
      ["tlh", "Please confirm: ", "ltr"],
    ])("speaks the newsletter's language (%s), its name being text and nothing more", async (language, words, dir) => {
      const name = '<b>"$& {day} 東京';
      await deps.newsletters.put({ newsletter: aNewsletter({ id: "n2", language, name }), version: 0 });
      await sendForm(subscribePath("n2"), { address: "ada@example.com" });
      await work();
      const mail = await PostalMime.parse((await mails())[0] as Buffer);
      expect(mail.subject).toContain(`${words}${name}`);
      expect(mail.html).toContain(` dir="${dir}">`);
      expect(mail.html).toContain("&lt;b&gt;&quot;$&amp; {day} 東京");
      expect(mail.html).not.toContain("<b>");
    });

    it("is 7-bit, in short lines that end in CRLF", async () => {
      const newsletter = aNewsletter({ id: "n2", language: "ar", name: "و".repeat(64) });
      await deps.newsletters.put({ newsletter, version: 0 });
      await sendForm(subscribePath("n2"), { address: "ada@example.com" });
      await work();
      const raw = String((await mails())[0]);
      expect(raw).toMatch(/^\p{ASCII}*$/u);
      expect(raw).not.toMatch(/(?<!\r)\n|\r(?!\n)/);
      // The fields that SES itself puts in front are its own business.
      const ours = raw.split("\r\n").filter((line) => !line.endsWith("amazonses.com>"));
      expect(ours.filter((line) => line.length > 78)).toEqual([]);
    });
  });
});
