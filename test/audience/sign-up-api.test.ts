import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { personalLinks } from "../../functions/audience/links.ts";
import { signUpApi, signUpApiPath } from "../../functions/audience/sign-up-api.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { type WorkOutboxDeps, workOutbox } from "../../functions/audience/work-outbox.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds } from "../../functions/core/time.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, at, idKey, keyring, subscribe } from "../support/audience.ts";
import { aNewsletter } from "../support/mail.ts";
import { openSes, type TestSes } from "../support/ses.ts";
import { openStore } from "../support/store.ts";

const path = signUpApiPath("flashbulb");
const origin = "https://flashbulb.example";

describe("the sign-up API", () => {
  let engine: StoreEngine;
  let local: TestSes;
  let now = at;
  let visitor = 0;
  let deps: WorkOutboxDeps & Awaited<ReturnType<typeof anAudience>>;
  let app: ReturnType<typeof signUpApi>;
  beforeAll(async () => {
    engine = await openStore(audienceTable, newslettersTable);
    local = await openSes();
    const publicUrl = "https://news.flashbulb.example";
    const stores = await anAudience(engine);
    const forms = [{ id: "app", place: "the reader's app", wording: 2 }];
    await stores.newsletters.put({ newsletter: aNewsletter({ signUp: { forms, origins: [origin] } }), version: 1 });
    const personal = personalLinks({ keyring, publicUrl });
    deps = { ...stores, ses: local.ses, keyring, idKey, clock: () => now, stampClock: () => now, publicUrl, personal };
    app = signUpApi({ ...deps, visitorOf: () => `10.0.${visitor}.1` });
  });
  afterAll(async () => {
    await local.close();
    await engine.close();
  });

  const post = (body: unknown, headers: Record<string, string> = {}) => {
    visitor += 1;
    return app.request(path, { method: "POST", body: JSON.stringify(body), headers });
  };
  const shown = async () => {
    const answer = (await (await app.request(path)).json()) as { shown: string };
    now = addMilliseconds(now, 2500);
    return answer.shown;
  };

  it("answers 202 to every address, known or not, and keeps the form with the consent", async () => {
    await subscribe(deps.audience, { address: "known@example.com" });
    for (const name of ["new", "known"]) {
      const answer = await post({ address: `${name}@example.com`, form: "app", shown: await shown() });
      expect([answer.status, await answer.json()]).toEqual([202, { asked: true }]);
    }
    await workOutbox(deps);
    expect((await local.accepted()).flatMap(({ recipients }) => recipients)).toEqual(["new@example.com"]);
    const asked = await deps.audience.get("flashbulb", keyedId(idKey, "new@example.com"));
    expect(asked?.consent).toMatchObject({ form: "app", place: "the reader's app", wording: "2" });
  });

  it("says in words for programs what is wrong, and holds the limits of the page", async () => {
    const wrong: unknown[] = [];
    for (const body of [{ address: "x" }, { address: "a@gmial.com", shown: await shown() }, { name: 1 }, "x"]) {
      const answer = await post(body);
      wrong.push([answer.status, ((await answer.json()) as { error: string }).error]);
    }
    const young = await post({ address: "a@example.com" });
    expect(wrong).toEqual([
      [400, "address"],
      [409, "slip"],
      [400, "body"],
      [400, "body"],
    ]);
    expect([young.status, Object.keys((await young.json()) as object)]).toEqual([428, ["error", "shown"]]);
    expect((await post({ address: "a@example.com", form: "nowhere" })).status).toBe(404);
    expect((await post({ address: "x".repeat(5000) })).status).toBe(413);
  });

  it("takes no mail for who fills in the field that no person sees, and asks the challenge where there is one", async () => {
    const answer = await post({ address: "trapped@example.com", shown: await shown(), website: "https://x.example" });
    expect(answer.status).toBe(202);
    const challenge = {
      siteKey: "",
      scriptUrl: "https://x.example",
      passes: async (said: string) => said === "person",
    };
    const guarded = signUpApi({ ...deps, challenge, visitorOf: () => "10.1.0.1" });
    const body = { address: "person@example.com", shown: await shown() };
    const asked = async (more: object) =>
      (await guarded.request(path, { method: "POST", body: JSON.stringify({ ...body, ...more }) })).status;
    expect([await asked({}), await asked({ challenge: "x" }), await asked({ challenge: "person" })]).toEqual([
      400, 400, 202,
    ]);
    await workOutbox(deps);
    const mailed = (await local.accepted()).flatMap(({ recipients }) => recipients);
    expect(mailed).toContain("person@example.com");
    expect(mailed).not.toContain("trapped@example.com");
  });

  it("may be used by scripts of the sites that the newsletter names, and of no others", async () => {
    for (const [from, allowed] of [
      [origin, origin],
      ["https://flashbulb.example.evil.example", null],
      ["null", null],
    ] as const)
      for (const method of ["OPTIONS", "GET", "POST"]) {
        const body = method === "POST" ? "{}" : null;
        const { headers } = await app.request(path, { method, body, headers: { origin: from } });
        expect(headers.get("access-control-allow-origin")).toBe(allowed);
        expect(headers.get("access-control-allow-credentials")).toBeNull();
      }
  });
});
