import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consoleRoutes } from "../../functions/console/routes.ts";
import { typedOf } from "../../functions/console/settings-form.ts";
import { tables } from "../../functions/tables.ts";
import { tick } from "../../local/tick.ts";
import { workThrough } from "../../local/work-through.ts";
import type { SignedIn } from "../support/console.ts";
import { type DeskSite, openDeskSite } from "../support/desk-site.ts";
import { aPicturedWeek } from "../support/pictured-week.ts";

type Fields = Record<string, string>;
type Row = [route: string, fields?: () => Fields | Promise<Fields>, path?: () => string | Promise<string>];

const ofNewsletter = "/console/newsletters/:newsletterId";
const ofIssue = `${ofNewsletter}/issues/:issueId`;
const about = () => ({ address: "r5@example.com" });

/** In order: what a later form needs an earlier one has made. */
describe("a form of the console that is sent twice", () => {
  let site: DeskSite;
  let admin: SignedIn;
  const sent = new Set<string>();
  beforeAll(async () => {
    site = await openDeskSite({ posts: aPicturedWeek(9, 3), people: 6 });
    admin = await site.signIn("admin");
  });
  afterAll(() => site.close());

  const here = () => new URL(site.desk).pathname;
  const issue = async () => (await site.deps.issues.get("flashbulb", site.issueId))?.issue;
  const seen = async () => ({ seen: String((await issue())?.edit) });
  const newsletter = async () => (await site.deps.newsletters.get("flashbulb")) ?? expect.unreachable("no newsletter");
  const version = async () => String((await newsletter()).version);
  /** All that is stored, but the lines of the audit, which tell of both. */
  const stored = async () => {
    const items = await Promise.all(
      tables.map(async (each) => {
        const { db, name } = site.table(each);
        return (await db.send(new ScanCommand({ TableName: name, ConsistentRead: true }))).Items ?? [];
      }),
    );
    return items.flat().filter(({ pk }) => !String(pk).startsWith("audit#"));
  };
  const mails = async () => (await site.accepted()).length;
  const send = async ([route, fields, path]: Row) => {
    sent.add(route);
    const url = path ? await path() : route.replace(":newsletterId", "flashbulb").replace(":issueId", site.issueId);
    const form = admin.form((await fields?.()) ?? {});
    const ask = () => fetch(site.origin + url, { ...form, redirect: "manual" });
    const first = await ask();
    expect([route, first.status < 400]).toEqual([route, true]);
    const [after, accepted] = [await stored(), await mails()];
    await ask();
    expect([route, await mails()]).toEqual([route, accepted]);
    return { route, after, again: await stored() };
  };
  const once = async (row: Row) => {
    const { route, after, again } = await send(row);
    expect([route, again]).toEqual([route, after]);
  };

  it("changes a draft once, and mails a test once", async () => {
    await once([`${ofIssue}/edits`, async () => ({ kind: "note", text: "Once", ...(await seen()) })]);
    await once([`${ofIssue}/edits`, async () => ({ kind: "undo", n: String((await issue())?.changes.at(-1)?.n) })]);
    const before = await mails();
    await once([`${ofIssue}/test`, () => ({ addresses: "ines@example.com ada@example.com" })]);
    expect(await mails()).toBe(before + 2);
    await once([`${ofIssue}/links`]);
    const [link] = await site.deps.desk.links(site.issueId);
    await once([`${ofIssue}/links/:linkId/revoke`, undefined, () => `${here()}/links/${link?.id}/revoke`]);
    const ofPost = () => ({ postId: "post-1" });
    for (const verb of ["take-down", "put-back"])
      await once([`${ofIssue}/photos/:photoId/${verb}`, ofPost, () => `${here()}/photos/post-1-p1/${verb}`]);
  });

  it("decides once what becomes of an issue", async () => {
    await once([`${ofIssue}/hold`]);
    await once([`${ofIssue}/let-go-on`]);
    await once([`${ofIssue}/skip`]);
    await once([`${ofIssue}/reopen`]);
    await once([`${ofIssue}/seen`, () => ({ upTo: site.deps.clock() })]);
    await once([`${ofIssue}/approve`, seen]);
    await once([`${ofIssue}/schedule`, async () => ({ ...(await seen()), at: "2026-11-21T10:30" })]);
    await once([`${ofIssue}/take-back`]);
    await once([`${ofIssue}/send-now`, async () => ({ ...(await seen()), count: "6" })]);
  });

  it("changes settings, sponsors and keys once", async () => {
    const typed = async () => ({ ...typedOf((await newsletter()).newsletter), version: await version() });
    await once([`${ofNewsletter}/settings`, async () => ({ ...(await typed()), tagline: "Once" })]);
    const days = { first: "2026-12-01", last: "2026-12-02" };
    const sponsor = { name: "Lens", headline: "A lens", text: "Forty.", url: "https://lens.example/", ...days };
    await once([`${ofNewsletter}/sponsors`, async () => ({ ...sponsor, version: await version() })]);
    expect((await newsletter()).newsletter.sponsors).toHaveLength(1);
    await once([`${ofNewsletter}/sign-up/open`]);
    await once(["/console/keys", () => ({ name: "A sign", newsletterId: "flashbulb", scopes: "viewer", days: "3" })]);
    const [key, ...others] = await site.deps.apiKeys.list();
    expect(others).toEqual([]);
    await once(["/console/keys/:keyId/revoke", undefined, () => `/console/keys/${key?.id}/revoke`]);
  });

  it("decides about a run once, and sends one copy", async () => {
    await tick(site.deps);
    // It is being planned meanwhile: what is stored does not stand still.
    await send([`${ofIssue}/run/pause`]);
    await send([`${ofIssue}/run/resume`, () => ({ causes: "editor" })]);
    await tick(site.deps);
    await workThrough(site.deps, () => undefined);
    const before = await mails();
    // The refused one has taken its slot of the account’s rate, too.
    await send([`${ofIssue}/run/copy`, about]);
    expect(await mails()).toBe(before + 1);
    for (const verb of ["settle", "resend-unknown", "redrive"]) await once([`${ofIssue}/run/${verb}`]);
  });

  it("does to somebody’s address once what it says", async () => {
    for (const verb of ["add", "suppress", "unsuppress"]) await once([`${ofNewsletter}/subscribers/${verb}`, about]);
    await once([`${ofNewsletter}/subscribers/erase`, () => ({ ...about(), typed: about().address })]);
  });

  it("is any but those that only look, that end a session, and those whose own tests send them twice", () => {
    const apart = [
      ...["/console/sign-out", "/console/sign-out-everywhere", "/console/people/:editorId/sign-out"],
      ...["find", "personal-data", "export"].map((verb) => `${ofNewsletter}/subscribers/${verb}`),
      ...["", "/:importId/take-in", "/:importId/discard"].map((verb) => `${ofNewsletter}/subscribers/imports${verb}`),
      ...["correction", "correct", "discard", "cancel", "story"].map((verb) => `${ofIssue}/run/${verb}`),
    ];
    const routes = consoleRoutes(site.deps).routes.filter(({ method }) => method === "POST");
    const forms = routes.map(({ path }) => path).filter((path) => path.startsWith("/console/"));
    expect([...new Set(forms)].filter((path) => !sent.has(path) && !apart.includes(path))).toEqual([]);
  });
});
