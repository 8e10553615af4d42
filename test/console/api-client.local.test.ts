import { load } from "cheerio";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addMilliseconds, hour, minute } from "../../functions/core/time.ts";
import { tick } from "../../local/tick.ts";
import { workThrough } from "../../local/work-through.ts";
import { type ApiClient, type ApiDocument, type Asked, apiClient } from "../support/api-client.ts";
import type { SignedIn } from "../support/console.ts";
import { type DeskSite, openDeskSite } from "../support/desk-site.ts";
import { aWindow } from "../support/digest-week.ts";
import { realPhoto } from "../support/photographs.ts";
import { aPicturedWeek } from "../support/pictured-week.ts";

const people = 6;

/** In order: what a later call needs an earlier one has made. */
describe("a client made of the API’s document", () => {
  let site: DeskSite;
  let api: ApiClient;
  let admin: SignedIn;
  beforeAll(async () => {
    site = await openDeskSite({ posts: aPicturedWeek(9, 3), people });
    await signIn();
    const answer = await fetch(`${site.origin}/api/openapi.json`, { headers: admin.opens });
    api = apiClient((await answer.json()) as ApiDocument, () => admin.asks);
  });
  afterAll(() => site.close());

  const signIn = async () => {
    admin = await site.signIn("admin");
  };
  const inNewsletter = "ByNewsletterId";
  const newsletter = (of: string, asked: Asked = {}) => {
    const [verb = "", rest = ""] = of.split(" ");
    const path = { newsletterId: "flashbulb", issueId: site.issueId, ...asked.path };
    return api.call(`${verb}Newsletters${inNewsletter}${rest}`, { ...asked, path });
  };
  const issue = (of: string, asked: Asked = {}) => {
    const [verb = "", rest = ""] = of.split(" ");
    return newsletter(`${verb} IssuesByIssueId${rest}`, asked);
  };
  const done = async (answer: Promise<{ status: number; body: object }>) => {
    const { status, body } = await answer;
    expect([status, body]).toEqual([200, body]);
    return body as Record<string, never>;
  };
  const aMinute = async () => {
    await tick(site.deps);
    await workThrough(site.deps, () => undefined);
  };

  it("looks at the installation, makes a key and ends it", async () => {
    expect((await done(api.call("getNewsletters"))).newsletters).toMatchObject([{ id: "flashbulb" }]);
    const body = { name: "A sign", newsletterId: "flashbulb", scopes: ["viewer"], days: 3 };
    const { id } = await done(api.call("postKeys", { body }));
    expect((await done(api.call("getKeys"))).keys).toMatchObject([{ id, name: "A sign" }]);
    await done(api.call("deleteKeysByKeyId", { path: { keyId: id as unknown as string } }));
    await done(api.call("getAudit"));
  });

  it("looks at a newsletter and changes its settings over the version that it read", async () => {
    for (const of of ["Issues", "Sources", "Calendar", "Webhook"]) await done(newsletter(`get ${of}`));
    const body = await done(newsletter("get Settings"));
    await done(newsletter("put Settings", { body }));
    expect((await newsletter("put Settings", { body })).status).toBe(409);
  });

  it("has a sponsor run on its days, in the form and in the mail", async () => {
    const typed = { name: "Lens", headline: "Borrow a lens", text: "Forty of them.", url: "https://lens.example/" };
    const form = async (fields: Record<string, string>) => {
      const { version } = await done(newsletter("get Sponsors"));
      const url = `${site.origin}/console/newsletters/flashbulb/sponsors`;
      return fetch(url, { ...admin.form({ ...typed, ...fields, version: String(version) }), redirect: "manual" });
    };
    expect((await form({ first: "2026-11-22", last: "2026-11-20" })).status).toBe(400);
    expect((await form({ first: "2026-11-20", last: "2026-11-21", text: "word ".repeat(61) })).status).toBe(400);
    expect((await form({ first: "2026-11-20", last: "2026-11-21" })).status).toBe(303);
    const body = await done(newsletter("get Sponsors"));
    expect(body.sponsors).toMatchObject([{ from: "2026-11-19T23:00:00.000Z", until: "2026-11-21T23:00:00.000Z" }]);
    const [sponsor] = body.sponsors as unknown as { id: string }[];
    const next = { ...sponsor, id: "next-week", name: "Next week", from: "2026-11-21T23:00:00.000Z" };
    const both = { ...body, sponsors: [sponsor, { ...next, until: "2026-11-30T00:00:00.000Z" }] };
    await done(newsletter("put Sponsors", { body: both }));
    expect((await newsletter("put Sponsors", { body: both })).status).toBe(409);
    const id = sponsor?.id ?? "";
    const withPicture = async (picture: Uint8Array, alt: string) => {
      const { version } = await done(newsletter("get Sponsors"));
      const days = { first: "2026-11-20", last: "2026-11-21" };
      const fields = new FormData();
      for (const [name, value] of Object.entries({ ...typed, ...days, id, alt, version, formToken: admin.token }))
        fields.append(name, String(value));
      fields.append("picture", new Blob([new Uint8Array(picture)]), "lens.png");
      const { "content-type": _, ...headers } = admin.form().headers;
      const url = `${site.origin}/console/newsletters/flashbulb/sponsors`;
      return (await fetch(url, { method: "POST", headers, body: fields, redirect: "manual" })).status;
    };
    expect(await withPicture(Buffer.from("<svg/>"), "A lens")).toBe(400);
    expect(await withPicture(realPhoto("nagasaki-boats"), "")).toBe(400);
    expect(await withPicture(realPhoto("nagasaki-boats"), "A lens")).toBe(303);
    const { edit: seen } = await done(issue("get"));
    await done(issue("post Edits", { body: { seen, edit: { kind: "note", text: "" } } }));
    const mail = await (await fetch(`${site.desk}/mail`, { headers: admin.opens })).text();
    const src = load(mail)('img[alt="A lens"]').attr("src") ?? "";
    expect((await fetch(src)).headers.get("content-type")).toBe("image/jpeg");
    const read = async (page: string) => (await fetch(page, { headers: admin.opens })).text();
    expect(load(await read(site.desk))("#blocks .rows li").text()).toMatch(
      /^Lens: Borrow a lensNovember 20\s–\s21, 2026\s*Leave out$/,
    );
    expect(await read(`${site.origin}/console/newsletters/flashbulb/sponsors`)).toMatch(/November 20\s–\s21, 2026/);
    expect((await (await fetch(`${site.desk}/mail`, { headers: admin.opens })).text()).includes("Borrow a lens")).toBe(
      true,
    );
  });

  it("edits an issue, takes it back, and takes a photo down and puts it back", async () => {
    const { edit: seen } = await done(issue("get"));
    const body = { seen, edit: { kind: "subject", text: "A subject" } };
    const { edit: n } = await done(issue("post Edits", { body }));
    expect((await done(issue("get"))).subject).toBe("A subject");
    expect(await issue("post Edits", { body: { ...body, edit: { kind: "subject", text: "Later" } } })).toMatchObject({
      status: 409,
      body: { reason: "stale", theirs: "A subject", mine: "Later" },
    });
    await done(issue("post Undo", { body: { n } }));
    const lines = await site.deps.audit.ofMonth(site.deps.wallClock().slice(0, 7), 100);
    const edits = lines.filter(({ act, on }) => act === "issue.edit" && on.change === String(n));
    expect(edits.map(({ on }) => on.kind).toSorted()).toEqual(["subject", "undo"]);
    const path = { postId: "post-1", photoId: "post-1-p1" };
    for (const verb of ["put", "delete"])
      await done(newsletter(`${verb} PostsByPostIdPhotosByPhotoIdTakedown`, { path }));
    const tests = await done(issue("post Tests", { body: { addresses: ["ines@example.com"] } }));
    expect(tests).toEqual({ accepted: 1, refused: 0 });
    expect(await done(issue("get Tests"))).toMatchObject({
      tests: [{ accepted: 1, name: "admin", variant: "everything" }],
    });
  });

  it("reads the posts of the window, and what may be changed of one", async () => {
    const { posts } = (await done(issue("get Posts"))) as unknown as { posts: { id: string; photos: number }[] };
    expect(posts).toHaveLength(9);
    expect(posts[0]).toMatchObject({ photos: 3, isNew: false, waits: false, title: expect.stringMatching(/./) });
    const path = { postId: posts[0]?.id ?? "" };
    const { edit: seen } = await done(issue("get"));
    const photoId = `${path.postId}-p1`;
    const words = { kind: "words", postId: path.postId, photoId, field: "credit", text: "Mo X" };
    const { edit: n } = await done(issue("post Edits", { body: { seen, edit: words } }));
    const { photos } = (await done(issue("get PostsByPostId", { path }))) as unknown as { photos: { id: string }[] };
    expect(photos.find(({ id }) => id === photoId)).toMatchObject({ credit: "Mo X", rights: "mail+archive" });
    await done(issue("post Undo", { body: { n } }));
    expect((await issue("get PostsByPostId", { path: { postId: "nobody" } })).status).toBe(404);
  });

  it("reads the mail itself with its sizes, and what may be swapped in it", async () => {
    const mail = await done(issue("get Mail", { query: { variant: "photos" } }));
    expect(mail).toMatchObject({ budget: { html: 95_000 }, trimmed: [], html: expect.stringContaining("<img") });
    expect(mail.html).toBe(
      await (await fetch(`${site.desk}/mail?view=photos&as=sent`, { headers: admin.opens })).text(),
    );
    const { blocks } = (await done(issue("get"))) as unknown as { blocks: { lead?: { photo: { photoId: string } } }[] };
    const photoId = blocks.find(({ lead }) => lead)?.lead?.photo.photoId ?? "";
    const { ofSet } = await done(issue("get PhotosByPhotoIdSwaps", { path: { photoId } }));
    expect(ofSet).toHaveLength(3);
    expect(ofSet).toContainEqual(expect.objectContaining({ photoId, why: "in the mail already" }));
    expect((await issue("get PhotosByPhotoIdSwaps", { path: { photoId: "nobody" } })).status).toBe(404);
  });

  it("shows the draft to whoever has a link, pinned or not, takes their notes as words, and ends the link", async () => {
    const follows = (await done(issue("post Links", { body: {} }))) as unknown as { id: string; url: string };
    const pinned = (await done(issue("post Links", { body: { pinned: true } }))) as unknown as {
      id: string;
      url: string;
    };
    const { edit: seen } = await done(issue("get"));
    const { edit: n } = await done(issue("post Edits", { body: { seen, edit: { kind: "note", text: "A new note" } } }));
    const mail = async (link: { url: string }) => (await fetch(`${link.url}/mail`)).text();
    expect((await mail(follows)).includes("A new note")).toBe(true);
    expect((await mail(pinned)).includes("A new note")).toBe(false);
    await done(issue("post Undo", { body: { n } }));
    const say = (text: string) =>
      fetch(`${pinned.url}/notes`, { method: "POST", body: new URLSearchParams({ name: "Mo\r\nX", text }) });
    for (let n = 0; n < 2; n++) expect(await (await say("<b>Too dark</b>")).text()).toContain("Your note was left.");
    expect(await (await say(" ")).text()).toContain("There was nothing in the note.");
    const notes = [{ linkId: pinned.id, name: "Mo X", text: "<b>Too dark</b>" }];
    expect(await done(issue("get Links"))).toMatchObject({ notes });
    await done(issue("delete LinksByLinkId", { path: { linkId: pinned.id } }));
    expect(await done(issue("get Links"))).toMatchObject({ links: [{ id: follows.id }], notes });
    expect([(await fetch(pinned.url)).status, (await say("Again")).status]).toEqual([404, 404]);
    const acts = (await site.deps.audit.ofMonth(site.deps.wallClock().slice(0, 7), 100)).filter(
      ({ act, on }) => act.startsWith("draft-link.") && on.linkId === pinned.id,
    );
    expect(acts.map(({ act, by, outcome }) => `${act} by ${by.name}, ${by.via}: ${outcome}`).toSorted()).toEqual([
      "draft-link.add by admin, console: done",
      "draft-link.note by Mo X, link: done",
      "draft-link.revoke by admin, console: done",
    ]);
  });

  it("holds, skips, opens again, approves and takes the approval back", async () => {
    for (const verb of ["post", "delete"]) await done(issue(`${verb} Hold`));
    await done(issue("post Skip", { body: {} }));
    await done(issue("post Reopen", { body: {} }));
    const { edit: seen } = await done(issue("get"));
    expect(await done(issue("post Approval", { body: { seen } }))).toEqual({ state: "approved" });
    await done(issue("delete Approval"));
    expect((await issue("post SendNow", { body: { seen, count: people + 1 } })).status).toBe(400);
    expect(await done(issue("post SendNow", { body: { seen, count: people } }))).toEqual({ state: "scheduled" });
    await done(issue("delete Approval"));
    await done(issue("post Approval", { body: { seen } }));
  });

  it("reads what the program did to the issue by itself, and says that it is seen", async () => {
    const stored = await site.deps.issues.get("flashbulb", site.issueId);
    if (!stored) throw new Error("no issue");
    const news = ["2026-11-20T08:00:00.000Z", "2026-11-20T09:00:00.000Z"].map((at) => ({ kind: "held" as const, at }));
    await site.deps.issues.put({ ...stored.issue, news }, stored);
    const told = (await done(issue("get"))).news as unknown as { at: string; words: string }[];
    expect(told).toMatchObject([{ kind: "held", words: expect.stringMatching(/^It is held\./) }, {}]);
    const seen = await done(issue("post Seen", { body: { upTo: told[0]?.at } }));
    expect(seen.news).toEqual([told[1]]);
    expect((await done(issue("get"))).news).toEqual([told[1]]);
  });

  it("finds, suppresses and erases somebody, and brings a list and takes everybody out", async () => {
    const of = (rest: string, body: object) => done(newsletter(`post Subscribers${rest}`, { body }));
    const about = { address: "r0@example.com" };
    expect(await of("LookUp", about)).toMatchObject({ state: "confirmed", name: "Reader 0" });
    await of("Suppress", about);
    expect(await done(newsletter("get SubscribersSuppressed"))).toMatchObject({
      people: [{ address: about.address, reason: "manual" }],
    });
    await of("Unsuppress", about);
    await of("PersonalData", about);
    expect(await of("Erase", { ...about, typed: about.address })).toMatchObject({ erased: true });
    expect(await of("Export", {})).toMatchObject({ subscribers: { length: people - 1 } });
    const bring = async (text: string) => {
      const { id: importId } = await of("Imports", { file: "list.csv", text });
      await site.deps.imports.idle();
      return { path: { importId: importId as unknown as string }, body: {} };
    };
    const first = await bring("email\nnew@example.com\nnobody\n");
    await done(newsletter("post SubscribersImportsByImportIdTakeIn", first));
    await site.deps.imports.idle();
    const taken = await done(newsletter("get SubscribersImportsByImportId", { path: first.path }));
    expect(taken).toMatchObject({ step: "done", taken: { rows: 2, refused: { "address: not-an-address": 1 } } });
    await done(newsletter("post SubscribersImportsByImportIdDiscard", await bring("email\nother@example.com\n")));
    const announced = await done(newsletter("post SubscribersUploads", { body: { file: "big.csv", bytes: 6 } }));
    const { url, import: coming } = announced as unknown as { url: string; import: { id: string } };
    const put = { method: "PUT", headers: admin.asks, body: "email\n" };
    expect((await fetch(site.origin + url, put)).status).toBe(204);
    await site.deps.imports.idle();
    const importId = { path: { importId: coming.id } };
    expect(await done(newsletter("get SubscribersImportsByImportId", importId))).toMatchObject({ step: "looked-at" });
    expect((await done(newsletter("get SubscribersImports"))).imports).toHaveLength(3);
    expect(await done(newsletter("get SubscribersImportsByImportIdRows", { path: first.path }))).toMatchObject({
      rows: { length: 2 },
    });
    expect(await of("Add", { address: "r2@example.com" })).toMatchObject({ added: false });
    const { id: exportId } = (await of("Exports", { format: "csv" })) as unknown as { id: string };
    await site.deps.imports.idle();
    const asked = { path: { exportId } };
    expect(await done(newsletter("get SubscribersExportsByExportId", asked))).toMatchObject({ id: exportId });
    await done(newsletter("post SubscribersExportsByExportIdFile", { ...asked, body: {} }));
    expect(await done(newsletter("get SignUp"))).toEqual(await done(newsletter("post SignUpOpen", { body: {} })));
  });

  it("watches the run: pauses, corrects, resumes by cause, and is told who got nothing and why", async () => {
    site.faults.set([{ effect: "drop", recipient: "r1@example.com" }]);
    site.set(addMilliseconds(aWindow.until, minute));
    await signIn();
    expect((await issue("get Run")).status).toBe(404);
    await tick(site.deps);
    await done(issue("post RunPause"));
    expect(await done(issue("get Run"))).toMatchObject({ causes: ["editor"] });
    await done(issue("post RunCorrection", { body: { subject: "Not so" } }));
    await done(issue("delete RunCorrection"));
    await done(issue("post RunCorrection", { body: { subject: "Corrected" } }));
    await done(issue("post RunResume", { body: { causes: ["editor"] } }));
    expect(await done(issue("get Run"))).toMatchObject({ causes: ["correction"] });
    const { corrects, edit: seen } = await done(issue("get"));
    const note = { kind: "note", text: "With the right name" };
    const { edit } = await done(issue("post Edits", { body: { seen, edit: note } }));
    expect(await done(issue("get Mail"))).toMatchObject({ subject: "Corrected" });
    expect([corrects, (await issue("post RunCorrect", { body: { seen } })).status]).toEqual([3, 409]);
    expect(await done(issue("post RunCorrect", { body: { seen: edit } }))).toMatchObject({ revision: 4 });
    await done(issue("post RunPause"));
    expect((await issue("post RunResume", { body: { causes: ["quota"] } })).status).toBe(409);
    await done(issue("post RunResume", { body: { causes: ["editor"] } }));
    await aMinute();
    expect(await done(issue("post RunStories", { body: { address: "r2@example.com" } }))).toMatchObject({
      story: expect.stringMatching(/^Sent at .*Amazon SES calls it/),
    });
    await done(issue("post RunCopies", { body: { address: "r2@example.com" } }));
    expect(await done(issue("post RunRedrive"))).toMatchObject({ count: 0 });
  });

  it("settles the doubtful, resends the unknown when somebody says so, and lists them", async () => {
    for (let hours = 1; hours < 4; hours++) {
      site.set(addMilliseconds(aWindow.until, hours * hour));
      await aMinute();
    }
    await signIn();
    await done(issue("post RunSettlement"));
    const { sums } = await done(issue("get Run"));
    expect(sums).toMatchObject({ sent: people - 1, unknown: 1, pending: 0 });
    const { recipients } = await done(issue("get RunRecipients", { query: { state: "unknown" } }));
    expect(recipients).toMatchObject([{ address: "r1@example.com" }]);
    const csv = await fetch(`${site.desk}/run/recipients/unknown`, { headers: admin.opens });
    expect(await csv.text()).toContain("r1@example.com");
    site.faults.set([]);
    expect(await done(issue("post RunResendUnknown"))).toMatchObject({ count: 1 });
    expect((await issue("post RunCancel", { body: { typed: "no" } })).status).toBe(409);
    expect(await done(issue("post RunCancel", { body: { typed: "cancel" } }))).toBeDefined();
    const after = await done(issue("get Run"));
    expect(after).toMatchObject({ state: "cancelled" });
  });

  it("has had every call of the document answered as it is described", async () => {
    const { people: known } = await done(api.call("getPeople"));
    const { id } = (known as unknown as { id: string; name: string }[]).find(({ name }) => name === "admin") ?? {
      id: "",
    };
    await done(api.call("deletePeopleByEditorIdSessions", { path: { editorId: id } }));
    expect(api.operations.filter((each) => !api.succeeded.has(each))).toEqual([]);
  });
});
