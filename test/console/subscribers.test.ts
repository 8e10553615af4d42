import { load } from "cheerio";
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgetLists } from "../../functions/audience/forget-lists.ts";
import type { ImportOrder } from "../../functions/audience/import-order.ts";
import { orderNow, uploadKey } from "../../functions/audience/import-order.ts";
import { takeInOrder } from "../../functions/audience/take-in-order.ts";
import { workImportOrder } from "../../functions/audience/work-import-order.ts";
import type { ConsoleEnv } from "../../functions/console/env.ts";
import { readAudience } from "../../functions/console/read-audience.ts";
import { refreshAudience } from "../../functions/console/refresh-audience.ts";
import { consoleRoutes } from "../../functions/console/routes.ts";
import type { SubscriberStory } from "../../functions/console/tell-subscriber.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { addMilliseconds, day, hour, minute } from "../../functions/core/time.ts";
import { forgetExports } from "../../local/list-exports.ts";
import { subscribe } from "../support/audience.ts";
import { type SignedIn, signInAs } from "../support/console.ts";
import { type ConsoleSite, openConsoleSite } from "../support/console-site.ts";
import { aZip, mailchimpExport } from "../support/lists.ts";
import { aNewsletter } from "../support/mail.ts";
import type { memoryFiles } from "../support/memory-files.ts";

const now = "2026-11-10T12:00:00.000Z";

describe("the page of subscribers", () => {
  let site: ConsoleSite;
  let app: Hono<ConsoleEnv>;
  const by = {} as Record<"viewer" | "editor" | "sender" | "admin", SignedIn>;
  beforeAll(async () => {
    site = await openConsoleSite();
    app = consoleRoutes({ ...site.parts, keys: site.parts.apiKeys, wallClock: () => now });
    for (const role of ["viewer", "editor", "sender", "admin"] as const)
      by[role] = await signInAs(site.table, role, { now, publicUrl: site.url });
    await site.parts.newsletters.put({ newsletter: aNewsletter({ id: "flashbulb" }), version: 0 });
    await subscribe(site.parts.audience, { address: "ada@example.com", name: "Ada <b>Lund</b>" });
  });
  afterAll(() => site.close());

  const pages = "/console/newsletters/flashbulb/subscribers";
  const calls = "/api/newsletters/flashbulb/subscribers";
  const form = async (verb: string, fields: Record<string, string>, as: SignedIn = by.admin) => {
    const answer = await app.request(`${site.url}${pages}/${verb}`, as.form(fields));
    return { status: answer.status, text: await answer.text() };
  };
  const call = async <Answer>(verb: string, body: object, as: SignedIn = by.admin) => {
    const init = { method: "POST", headers: as.asks, body: JSON.stringify(body) };
    const answer = await app.request(`${site.url}${calls}/${verb}`, init);
    return { status: answer.status, said: (await answer.json()) as Answer };
  };
  const order = async (id: string): Promise<ImportOrder> =>
    (await (
      await app.request(`${site.url}${calls}/imports/${id}`, { headers: by.viewer.opens })
    ).json()) as ImportOrder;
  const bring = async (content: Uint8Array | string, name = "list.csv", as = by.sender) => {
    const fields = new FormData();
    fields.set("formToken", as.token);
    fields.set("list", new File([typeof content === "string" ? content : new Uint8Array(content)], name));
    const { cookie, origin } = as.asks;
    const answer = await app.request(`${site.url}${pages}/imports`, {
      method: "POST",
      headers: { cookie: cookie ?? "", origin: origin ?? "", accept: "text/html" },
      body: fields,
    });
    expect(answer.status).toBe(303);
    await site.parts.imports.idle();
    return answer.headers.get("location")?.split("/").at(-1) ?? "";
  };
  const acts = () => site.parts.audit.ofMonth("2026-11", 100);
  const lastAct = async () => (await acts())[0];

  it("counts a small list each time somebody looks, and shows the last count of one that takes longer", async () => {
    let at = now;
    const deps = { ...site.parts, clock: () => at };
    const refresh = (id: string) => refreshAudience(deps, id);
    const never = () => new Promise<void>(() => undefined);
    const read = (id: string) => readAudience({ ...deps, refresh, moment: never }, id);
    const before = await read("flashbulb");
    await subscribe(site.parts.audience, { address: "counted@example.com" });
    at = addMilliseconds(now, minute);
    const passes = async () => undefined;
    expect(await readAudience({ ...deps, refresh: never, moment: passes }, "flashbulb")).toEqual(before);
    expect(await read("flashbulb")).toEqual({ count: (before?.count ?? 0) + 1, at });
    at = now;
    expect(await read("flashbulb")).toMatchObject({ at: now });
    await deps.desk.setAudience("large", { count: 100_000, at }, at);
    expect(await read("large")).toMatchObject({ count: 100_000 });
    const page = await app.request(`${site.url}${pages}`, { headers: by.viewer.opens });
    expect(await page.text()).toMatch(/The next issue goes to 2 people\. <small>Counted /);
  });

  it("tells one person’s story, and shows a name as text", async () => {
    const { text } = await form("find", { address: " ADA@example.com " }, by.editor);
    expect(text).toContain("Ada &lt;b&gt;Lund&lt;/b&gt;</bdi> gets the newsletter.");
    const { said } = await call<SubscriberStory>("look-up", { address: "ada@example.com" }, by.editor);
    expect(said).toMatchObject({ state: "confirmed", history: [{ words: "Confirmed" }], issues: [] });
    expect(await lastAct()).toMatchObject({ act: "subscriber.look-up", on: { subscriberId: said.id } });
    expect(JSON.stringify(await lastAct())).not.toContain("example.com");
  });

  it("shows a viewer no address and no form", async () => {
    const answer = await app.request(site.url + pages, { headers: by.viewer.opens });
    expect(await answer.text()).not.toMatch(/<form[^>]*subscribers|example\.com/);
  });

  it("says of what is no address what is wrong, and of a stranger that they do not subscribe", async () => {
    expect(await call("look-up", { address: "jürgen@example.com" })).toMatchObject({ status: 400 });
    expect((await form("find", { address: "nobody@example.com" })).text).toContain("does not subscribe");
  });

  it("forbids mail and lets it go again; after a complaint only an admin may", async () => {
    const about = { address: "grace@example.com" };
    expect((await form("suppress", about, by.sender)).text).toContain("Mail was forbidden by hand");
    await form("suppress", { address: "ada@example.com" }, by.sender);
    const listed = await app.request(`${site.url}${pages}/suppressed`, { headers: by.editor.opens });
    const rows = load(await listed.text())("main .rows li");
    expect([rows.length, rows.text()]).toEqual([
      1,
      expect.stringMatching(/^ada@example\.com.*Mail was forbidden by hand/s),
    ]);
    await form("unsuppress", { address: "ada@example.com" }, by.sender);
    expect((await form("unsuppress", about, by.sender)).text).toContain("Mail may go there again.");
    expect((await form("unsuppress", about, by.sender)).text).toContain("Nothing was changed");
    const { said } = await call<{ id: string }>("suppress", about, by.sender);
    await site.parts.audience.suppress(said.id, "complaint", site.parts.clock());
    expect((await form("unsuppress", about, by.sender)).text).toContain("only an admin can lift that");
    expect(await call("unsuppress", about, by.sender)).toMatchObject({ status: 409 });
    await site.parts.audience.liftSuppression(said.id, site.parts.clock());
    await site.parts.audience.suppress(said.id, "complaint", "2026-12-24T00:00:00.000Z");
    expect((await call("unsuppress", about, by.admin)).status).toBe(200);
  });

  it("erases somebody when their address is typed, and nobody otherwise", async () => {
    const about = { address: "leave@example.com" };
    const id = await subscribe(site.parts.audience, about);
    expect(await form("erase", { ...about, typed: "yes" })).toMatchObject({ status: 400 });
    expect(await site.parts.audience.get("flashbulb", id)).toBeDefined();
    const told = await call<{ known: { subscriber: object } }>("personal-data", about);
    expect(told.said.known.subscriber).toMatchObject(about);
    const erased = await call("erase", { ...about, typed: "Leave@Example.com" });
    expect(erased.said).toEqual({ id, erased: true, kept: ["erasure"], waiting: [] });
    expect((await form("find", about)).text).toContain("What was known of them was erased");
  });

  it("adds somebody whose consent is held, once, and nobody who has left", async () => {
    const about = { address: "new@example.com", name: "Nell" };
    expect((await form("add", about, by.sender)).text).toContain("They are added.");
    expect((await form("add", about, by.sender)).text).toContain("They were there already.");
    expect(await call("add", about, by.editor)).toMatchObject({ status: 403 });
    const { said } = await call<{ id: string; added: boolean }>("add", {
      address: "photo@example.com",
      variant: "photos",
    });
    expect(said.added).toBe(true);
    expect(await acts()).toContainEqual(
      expect.objectContaining({ act: "subscriber.add", on: expect.objectContaining({ subscriberId: said.id }) }),
    );
    expect(await site.parts.audience.get("flashbulb", said.id)).toMatchObject({ preferences: { variant: "photos" } });
    await site.parts.audience.unsubscribe("flashbulb", said.id, site.parts.clock());
    expect(await call("add", { address: "photo@example.com" })).toMatchObject({ status: 409 });
    expect(await form("add", { address: "no address" })).toMatchObject({ status: 400 });
  });

  it("shows how the sign-up form stands and its mails by the hour, and opens one that has closed itself", async () => {
    const { signUps, clock } = site.parts;
    const at = addMilliseconds(clock(), -12 * hour);
    for (const what of ["sent", "sent", "bounced"] as const) await signUps.count("flashbulb", at, what);
    await signUps.close("flashbulb", "bounces", clock());
    const page = async (as: SignedIn) => (await app.request(site.url + pages, { headers: as.opens })).text();
    expect(await page(by.sender)).toMatch(
      /Closed until.*confirmation mails came back.*Open it now.*2 sent, 0 confirmed, 1 came back/s,
    );
    expect(await page(by.editor)).not.toContain("Open it now");
    const url = `${site.url}/api/newsletters/flashbulb/sign-up`;
    const asked = await app.request(url, { headers: by.viewer.asks });
    expect(await asked.json()).toMatchObject({ isOpen: false, because: "bounces", hours: [{ sent: 2, bounced: 1 }] });
    const open = `${site.url}/console/newsletters/flashbulb/sign-up/open`;
    expect((await app.request(open, by.editor.form())).status).toBe(403);
    expect((await app.request(open, by.sender.form())).status).toBe(303);
    expect(await acts()).toContainEqual(expect.objectContaining({ act: "sign-up.open" }));
    expect(await page(by.sender)).toContain("The form is open.");
    await signUps.close("flashbulb", "unconfirmed", addMilliseconds(clock(), 1));
    const opened = await app.request(`${url}/open`, { method: "POST", headers: by.sender.asks, body: "{}" });
    expect(await opened.json()).toMatchObject({ isOpen: true, hours: [{ sent: 2 }] });
  });

  it("takes everybody out as a file, for an admin and for a day, and says in the audit who had it", async () => {
    const asked = await app.request(`${site.url}${pages}/export`, by.admin.form({ format: "csv" }));
    expect(asked.status).toBe(303);
    const path = asked.headers.get("location") ?? "";
    await site.parts.imports.idle();
    const open = (to: string, as = by.admin) => app.request(site.url + to, { headers: as.opens });
    expect(await (await open(path)).text()).toMatch(/Written.*Download CSV/s);
    expect((await open(`${path}/file`, by.sender)).status).toBe(403);
    const file = await open(`${path}/file`);
    expect(file.headers.get("content-disposition")).toMatch(/filename="flashbulb-[0-9-]{10}\.csv"/);
    expect(await file.text()).toMatch(/^email,name[\s\S]*\nada@example\.com,Ada <b>Lund<\/b>,confirmed/);
    const exportId = path.split("/").at(-1);
    for (const act of ["subscribers.export", "subscribers.take-out"])
      expect(await acts()).toContainEqual(expect.objectContaining({ act, on: expect.objectContaining({ exportId }) }));

    expect(await (await open(pages)).text()).toContain("Everybody as CSV");
    expect(await (await open(pages, by.sender)).text()).not.toContain("Everybody as CSV");
    const { parts } = site;
    const later = { ...parts, clock: () => addMilliseconds(parts.clock(), day) };
    const kept = async () => [...(parts.files as ReturnType<typeof memoryFiles>).stored.keys()];
    expect(await kept()).toContainEqual(expect.stringContaining(`exports/flashbulb/${exportId}/`));
    await forgetExports(later);
    expect((await kept()).filter((key) => key.startsWith("exports/"))).toEqual([]);
    expect(await (await open(path)).text()).toContain("No longer kept");
    expect((await open(`${path}/file`)).status).toBe(409);
  });

  it("writes everybody as JSON for a program, says where the file is, and hands out page after page", async () => {
    const { said: order } = await call<{ id: string }>("exports", { format: "json" });
    await site.parts.imports.idle();
    const done = await app.request(`${site.url}${calls}/exports/${order.id}`, { headers: by.admin.asks });
    expect(await done.json()).toMatchObject({ step: "done", rows: expect.any(Number) });
    const { said } = await call<{ url: string }>(`exports/${order.id}/file`, {});
    const file = await app.request(said.url, { headers: by.admin.opens });
    const everybody = (await file.json()) as { id: string; address: string }[];
    expect(everybody.map(({ address }) => address)).toContain("ada@example.com");
    expect(await call("exports/nothing/file", {})).toMatchObject({ status: 404 });

    type Page = { subscribers: { id: string; suppressed?: { reason: string } }[]; next?: string };
    const [first] = everybody;
    await site.parts.audience.suppress(everybody[1]?.id ?? "", "bounce", site.parts.clock());
    const { said: rest } = await call<Page>("export", { after: first?.id });
    expect(rest.subscribers.map(({ id }) => id)).toEqual(everybody.slice(1).map(({ id }) => id));
    expect(rest.subscribers[0]?.suppressed).toMatchObject({ reason: "bounce" });
    expect(rest.next).toBeUndefined();
    expect(await call("export", { after: "nobody" })).toMatchObject({ status: 400 });
    await site.parts.audience.liftSuppression(everybody[1]?.id ?? "", site.parts.clock());
  });

  it("tells the same of a person by the API as by the file, with what was promised and the addresses they had", async () => {
    const about = { address: "moved@example.com" };
    const id = keyedId(site.home.keys.idKey, about.address);
    const movedFrom = await subscribe(site.parts.audience, { address: "former@example.com" });
    const person = { newsletterId: "flashbulb", id, ...about, state: "confirmed" as const, movedFrom };
    await site.parts.audience.add({ ...person, preferences: { variant: "everything" } });
    await site.parts.signUps.promise({ kind: "welcome", newsletterId: "flashbulb", subscriberId: id, at: now });
    const { said } = await call("personal-data", about);
    expect(said).toEqual(JSON.parse((await form("personal-data", about)).text));
    expect(said).toMatchObject({ promised: [{ kind: "welcome" }], former: [{ id: movedFrom }] });
  });

  describe("takes a list", () => {
    it("and changes nothing before somebody says so; then each row once, and the list is gone", async () => {
      const id = await bring(aZip(mailchimpExport), "export.zip");
      const looked = await order(id);
      expect(looked).toMatchObject({ step: "looked-at", look: { rows: 5 }, taken: { rows: 0 } });
      expect(looked.look.outcomes).toMatchObject({ unsubscribed: 1, suppressed: 1, refused: 1 });
      expect(looked.look.refused).toEqual({ "never subscribed": 1 });
      expect(looked.look.refusedRows).toMatchObject([{ line: 2, reason: "never subscribed" }]);
      const page = await app.request(`${site.url}${pages}/imports/${id}`, { headers: by.viewer.opens });
      const text = await page.text();
      expect(text).toContain("Nothing was changed yet.");
      expect(text).not.toContain("@example.com");
      expect((await call<SubscriberStory>("look-up", { address: "left@example.com" })).said.state).toBe("nobody");

      expect((await call(`imports/${id}/take-in`, {}, by.sender)).status).toBe(200);
      await site.parts.imports.idle();
      expect(await order(id)).toMatchObject({ step: "done", taken: looked.look });
      expect((await call<SubscriberStory>("look-up", { address: "left@example.com" })).said.state).toBe("unsubscribed");
      expect(await site.parts.files.has(uploadKey({ newsletterId: "flashbulb", id }))).toBe(false);

      const link = `${pages}/imports/${id}/rows/taken/0.csv`;
      const done = await app.request(`${site.url}${pages}/imports/${id}`, { headers: by.viewer.opens });
      expect(await done.text()).toContain(`href="${link}"`);
      const report = await (await app.request(site.url + link, { headers: by.viewer.opens })).text();
      expect(report).toContain(`\n2,${Object.keys(mailchimpExport)[0]},4,added-without-proof,\n`);
      expect(report).toContain("refused,never subscribed");
      expect(report).not.toContain("@");
      const told = await app.request(`${site.url}${calls}/imports/${id}/rows`, { headers: by.viewer.opens });
      expect(((await told.json()) as { rows: object[] }).rows).toHaveLength(5);
      expect(
        (await app.request(`${site.url}${pages}/imports/none/rows/taken/0.csv`, { headers: by.viewer.opens })).status,
      ).toBe(404);
      expect((await call(`imports/${id}/take-in`, {}, by.sender)).status).toBe(409);
    });

    it("that is thrown away, and one that cannot be read says why", async () => {
      const id = await bring("email\nnew@example.com\n");
      expect((await form(`imports/${id}/discard`, {}, by.sender)).status).toBe(303);
      expect(await order(id)).toMatchObject({ step: "discarded", taken: { rows: 0 } });
      const damaged = await bring(aZip(mailchimpExport).subarray(0, 200), "../../export.zip");
      expect(await order(damaged)).toMatchObject({ step: "failed", file: "export.zip" });
      expect((await order(damaged)).because).toContain("ZIP is damaged");
      expect(await site.parts.files.has(uploadKey({ newsletterId: "flashbulb", id: damaged }))).toBe(false);
      expect(await order(await bring("<b>\n1\n", "x.csv"))).toMatchObject({
        step: "looked-at",
        look: { rows: 0, remarks: [expect.stringContaining("no column of addresses")] },
      });
    });

    it("that nobody takes in is told to who erases somebody, and gone with its report after some days", async () => {
      const id = await bring("email\nwaiting@example.com\n", "waiting.csv");
      const newsletterId = "flashbulb";
      const files = [uploadKey({ newsletterId, id }), `reports/flashbulb/${id}/look/0`];
      const are = () => Promise.all(files.map((key) => site.parts.files.has(key)));
      const who = { address: "waiting@example.com", typed: "waiting@example.com" };
      const told = await call<{ waiting: object[] }>("erase", who);
      expect(told.said.waiting).toContainEqual({ importId: id, file: "waiting.csv" });
      expect((await form("erase", who)).text).toContain("lists that wait may name them");

      const { at } = await order(id);
      const days = (count: number) => ({ ...site.parts, clock: () => addMilliseconds(at, count * day) });
      expect(await takeInOrder(days(7), { newsletterId, importId: id })).toEqual({ ok: false, reason: "moved" });
      await forgetLists(days(6.9));
      expect(await are()).toEqual([true, true]);
      expect(await forgetLists(days(7.1))).toBeGreaterThan(0);
      expect(await forgetLists(days(7.1))).toBe(0);
      expect(await are()).toEqual([false, false]);
      const kept = await site.parts.orders.get(newsletterId, id);
      expect(kept && orderNow(kept.order, days(7).clock())).toMatchObject({ step: "discarded", look: { rows: 1 } });
      expect(await site.parts.orders.since(newsletterId, addMilliseconds(at, day))).toEqual([]);
    });

    it("that is too large for a form comes by itself, once, and as long as it said", async () => {
      type Coming = { import: ImportOrder; url: string };
      const put = (url: string, body: Uint8Array<ArrayBuffer> | string, as = by.sender) =>
        app.request(site.url + url, { method: "PUT", headers: as.asks, body });
      const text = `email,note\n${`someone@example.com,${"a".repeat(60_000)}\n`.repeat(80)}`;
      const { said } = await call<Coming>("uploads", { file: "big.csv", bytes: text.length }, by.sender);
      expect(said.import).toMatchObject({ step: "coming", file: "big.csv" });
      expect((await put(said.url, "email\n")).status).toBe(409);
      expect((await put(said.url, text, by.editor)).status).toBe(403);
      expect((await put(said.url, text)).status).toBe(204);
      expect((await put(said.url, text)).status).toBe(409);
      await site.parts.imports.idle();
      expect(await order(said.import.id)).toMatchObject({ step: "looked-at", look: { rows: 80 } });
      const never = await call<Coming>("uploads", { file: "late.csv", bytes: 5 }, by.sender);
      await form(`imports/${never.said.import.id}/discard`, {}, by.sender);
      expect((await put(never.said.url, "email")).status).toBe(409);
      expect((await call("uploads", { file: "x.csv", bytes: 200 * 1024 * 1024 + 1 }, by.sender)).status).toBe(400);
      expect((await call("uploads", { file: "x.csv", bytes: 0 }, by.sender)).status).toBe(400);
    });

    it("of 650 rows in parts when there is little time, and loses no count when a worker loses to another", async () => {
      const rows = Array.from({ length: 650 }, (_, n) => `p${n}@example.com`);
      const id = await bring(["email", ...rows].join("\n"));
      const hint = { newsletterId: "flashbulb", importId: id };
      const kept = await site.parts.orders.get("flashbulb", id);
      if (!kept) throw new Error("the list was brought");
      await site.parts.orders.save({ ...kept, order: { ...kept.order, step: "taking-in" } });
      const deps = { ...site.parts, isEnough: () => true };
      expect(await workImportOrder(deps, hint)).toEqual({ changed: true, ended: false });
      await Promise.all([workImportOrder(deps, hint), workImportOrder(deps, hint)]);
      for (let ended = false; !ended; ended = (await workImportOrder(deps, hint)).ended);
      const { step, taken } = await order(id);
      expect(step).toBe("done");
      expect(taken.rows).toBe(650);
      expect(Object.values(taken.outcomes).reduce((sum, count) => sum + count, 0)).toBe(650);
      const report = await site.parts.reports.after({ newsletterId: "flashbulb", id, part: "taken" }, 0);
      expect(report.map(({ line }) => line)).toEqual(rows.map((_, index) => index + 2));
      const counted = Map.groupBy(report, ({ outcome }) => outcome);
      expect(Object.fromEntries([...counted].map(([outcome, some]) => [outcome, some.length]))).toEqual(taken.outcomes);
    });
  });
});
