import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linkScope, personalLinks } from "../../functions/audience/links.ts";
import { audienceRoutes } from "../../functions/audience/routes.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { longestSlotBytes } from "../../functions/core/rendition.ts";
import { signToken } from "../../functions/core/signed-link.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, clock, idKey, keyring, stampClock, subscribe } from "../support/audience.ts";
import { aNewsletter } from "../support/mail.ts";
import { openStore } from "../support/store.ts";

const oneClick = {
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "List-Unsubscribe=One-Click",
};

describe("the links of a mail", () => {
  let engine: StoreEngine;
  let deps: Awaited<ReturnType<typeof anAudience>>;
  let app: ReturnType<typeof audienceRoutes>;
  let made = 0;
  beforeAll(async () => {
    engine = await openStore(audienceTable, newslettersTable);
    deps = await anAudience(engine);
    app = audienceRoutes({ ...deps, keyring, clock, stampClock, idKey });
  });
  afterAll(() => engine.close());

  const someone = async (newsletterId = "flashbulb") => {
    const id = await subscribe(deps.audience, { address: `s${made++}@example.com`, newsletterId });
    const { links } = personalLinks({ keyring, publicUrl: "" })(
      { newsletterId, issueId: `${newsletterId}-20261024T0600Z` },
      id,
    );
    const state = async () => (await deps.audience.get(newsletterId, id))?.state;
    return { id, links, state };
  };

  it("change nothing when followed, by whatever method that is safe and however often", async () => {
    const { links, state } = await someone();
    for (let time = 0; time < 3; time++)
      for (const url of [links.unsubscribeUrl, links.preferencesUrl])
        for (const method of ["GET", "HEAD"]) expect((await app.request(url, { method })).status).toBe(200);
    expect(await state()).toBe("confirmed");
  });

  it("unsubscribe with one click: no cookie, no redirect, no page in between, and again", async () => {
    const { links, state } = await someone();
    for (let time = 0; time < 2; time++) {
      const answer = await app.request(links.unsubscribeUrl, oneClick);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("set-cookie")).toBeNull();
      expect(await state()).toBe("unsubscribed");
    }
    expect(await (await app.request(links.unsubscribeUrl)).text()).toContain("You are unsubscribed");
  });

  it("unsubscribe by the page's button, whatever the form holds", async () => {
    const { links, state } = await someone();
    const page = await (await app.request(links.unsubscribeUrl)).text();
    expect(page.match(/<form[^>]*>.*?<\/form>/gs)?.[0]).toBe('<form method="post"><button>Unsubscribe</button></form>');
    expect((await app.request(links.unsubscribeUrl, { method: "POST" })).status).toBe(200);
    expect(await state()).toBe("unsubscribed");
  });

  it("save what a reader chooses, and nothing else", async () => {
    const { id, links } = await someone();
    const choose = (body: string) => app.request(links.preferencesUrl, { ...oneClick, body });
    expect(await (await choose("variant=photos")).text()).toMatch(/value="photos" checked/);
    expect((await deps.audience.get("flashbulb", id))?.preferences).toEqual({ variant: "photos" });
    expect((await choose("variant=%3Cscript%3E")).status).toBe(400);
    expect((await choose(`variant=${"x".repeat(5000)}`)).status).toBe(413);
    expect((await deps.audience.get("flashbulb", id))?.preferences).toEqual({ variant: "photos" });
  });

  it("are worth nothing when forged, for another purpose, or about nobody; the answer repeats nothing of them", async () => {
    const { id, links, state } = await someone();
    const token = links.unsubscribeUrl.split("/").at(-1) as string;
    const other = { signingKeyId: 1, keys: new Map([[1, Buffer.alloc(32, 9)]]) };
    const scope = linkScope({ newsletterId: "flashbulb", issueId: "i" });
    const claim = { purpose: "unsubscribe", subscriberId: id, scope, expiresAt: 0 } as const;
    const bad = [
      `${token.slice(0, -2)}AA`,
      "x",
      "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
      "a".repeat(5000),
      links.preferencesUrl.split("/").at(-1) as string,
      signToken(other, claim),
      signToken(keyring, { ...claim, subscriberId: "0".repeat(26) }),
      signToken(keyring, { ...claim, scope: "nothing.such" }),
      signToken(keyring, { ...claim, expiresAt: 1 }),
    ];
    const pages = new Set<string>();
    for (const each of bad)
      for (const method of ["GET", "POST"]) {
        const answer = await app.request(`/unsubscribe/${each}`, { method });
        expect(answer.status).toBe(404);
        pages.add(await answer.text());
      }
    expect(pages.size).toBe(1);
    expect(await state()).toBe("confirmed");
  });

  it("lead to pages that run nothing, load nothing, and pass their address on to nobody", async () => {
    const { links } = await someone();
    for (const url of [links.unsubscribeUrl, links.preferencesUrl, "/unsubscribe/x"]) {
      const { headers } = await app.request(url);
      expect(headers.get("content-security-policy")).toMatch(
        /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  it("speak the newsletter's language, its name being text and nothing more", async () => {
    const newsletter = aNewsletter({ id: "arabic", language: "ar-EG", name: '<b>"$&الوميض' });
    await deps.newsletters.put({ newsletter, version: 0 });
    const page = await (await app.request((await someone("arabic")).links.unsubscribeUrl)).text();
    expect(page).toContain('<html lang="ar-EG" dir="rtl">');
    expect(page).toContain("&lt;b&gt;&quot;$&amp;الوميض");
    expect(page).not.toContain("<b>");
  });

  it("fit the room that the byte budget keeps for them, with the longest ids", () => {
    const newsletterId = "n".repeat(40);
    const scope = { newsletterId, issueId: `${newsletterId}-20261024T0600Z` };
    const { links } = personalLinks({ keyring, publicUrl: `https://${"h".repeat(60)}.example` })(scope, "z".repeat(26));
    for (const link of Object.values(links)) expect(link.length).toBeLessThanOrEqual(longestSlotBytes);
  });
});
