import { load } from "cheerio";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { suppressAddress } from "../../functions/audience/suppress-address.ts";
import { addKey } from "../../functions/console/add-key.ts";
import { addMilliseconds, hour } from "../../functions/core/time.ts";
import { deliveryPlace } from "../../functions/delivery/delivery-place.ts";
import { renderIssue } from "../../functions/digest/render-issue.ts";
import { mergedPost } from "../../functions/posts/arrival.ts";
import { incomingPostSchema } from "../../functions/posts/post.ts";
import { tick } from "../../local/tick.ts";
import { workThrough } from "../../local/work-through.ts";
import { subscribe } from "../support/audience.ts";
import type { SignedIn } from "../support/console.ts";
import { type DeskSite, openDeskSite } from "../support/desk-site.ts";
import { aPicturedWeek } from "../support/pictured-week.ts";

let site: DeskSite;
let editor: SignedIn;
let sender: SignedIn;
let viewer: SignedIn;
beforeAll(async () => {
  const hostile = { title: '<script>document.title="ran"</script> {{env}} “quoted”', id: "hostile", guid: "hostile" };
  site = await openDeskSite({ posts: aPicturedWeek(9, 4, (at) => (at === 8 ? hostile : {})) });
  [editor, sender, viewer] = await Promise.all([site.signIn("editor"), site.signIn("sender"), site.signIn("viewer")]);
});
afterAll(() => site.close());

const open = async (path = "", who = editor) => {
  const answer = await fetch(site.desk + path, { headers: who.opens });
  return { answer, text: await answer.text() };
};
const post = (path: string, fields: Record<string, string>, who = editor) =>
  fetch(site.desk + path, { ...who.form(fields), redirect: "manual" });
/** What the next page says once. */
const told = (answer: Response) => /-told=([\w.-]+);/.exec(answer.headers.get("set-cookie") ?? "")?.[1];
const issue = async () => (await site.deps.issues.get("flashbulb", site.issueId))?.issue;
const seen = async () => String((await issue())?.edit);

describe("This issue", () => {
  it("is where the newsletter leads, and says first how long, how much, what is new, what to fix", async () => {
    const answer = await fetch(`${site.origin}/console/newsletters/flashbulb`, { headers: editor.opens });
    expect(answer.url).toBe(site.desk);
    const $ = load(await answer.text());
    expect($(".status").text()).toMatch(/^2 days to go · 9 posts · nothing new since you looked · 1 to fix Draft$/);
    expect($("iframe.mail").attr("sandbox")).not.toMatch(/allow-scripts|allow-same-origin/);
  });

  it("shows every post with its reason, and what somebody wrote as words only", async () => {
    const { text } = await open();
    const $ = load(text);
    expect($(".posts > li")).toHaveLength(9);
    expect($("#post-hostile .title").text()).toContain("<script>");
    expect($("script:not([nonce])")).toHaveLength(0);
  });

  it("shows the mail as it will be sent, its links leading to the places of the desk", async () => {
    const { answer, text } = await open("/mail");
    expect(answer.headers.get("content-security-policy")).toMatch(
      /^sandbox .*default-src 'none'.*frame-ancestors 'self'$/,
    );
    const $ = load(text);
    const photo = $("a[target=_top] > img").first().parent();
    expect(photo.attr("href")).toMatch(/#photo-post-\d+-p\d+$/);
    expect($('a[href*="#post-"]').length).toBeGreaterThan(3);
    expect(text).not.toMatch(/unsubscribe\/[\w-]{20}/);
    const firstOf = (mail: string) => load(mail)("img:not([loading=lazy])").first().parent().attr("id");
    expect($("img:not([loading=lazy])")).toHaveLength(3);
    expect(firstOf(text)).toBe(photo.attr("id"));
    const later = $("a[target=_top] > img[loading=lazy]").first().parent().attr("id") ?? "";
    expect(firstOf((await open(`/mail?near=${later.slice("in-".length)}`)).text)).toBe(later);
  });

  it("shows both shapes of the mail, framed, as text, and alone as it is sent, none with a personal part left", async () => {
    const { sentinels, bodies } = await renderIssue(site.deps, { newsletterId: "flashbulb", issueId: site.issueId });
    const nobodys = `${site.origin}/newsletters/flashbulb`;
    const length = Object.values(sentinels)[0]?.length ?? 0;
    const alike = (body: string) => body.replaceAll(nobodys, "-".repeat(length));
    const sent = (body: string) =>
      Object.values(sentinels).reduce((all, one) => all.replaceAll(one, "-".repeat(length)), body);
    const text = await open("/mail?view=text");
    expect(text.answer.headers.get("content-type")).toContain("text/plain");
    expect(alike(text.text)).toBe(sent(bodies.everything.text));
    expect(alike((await open("/mail?view=phone&as=sent")).text)).toBe(sent(bodies.everything.html));
    expect(alike((await open("/mail?view=photos&as=sent")).text)).toBe(sent(bodies.photos.html));
    expect(bodies.photos.html).not.toBe(bodies.everything.html);
    const pictures = (html: string) => load(html)("a[target=_top] > img").length;
    expect(pictures((await open("/mail?view=photos")).text)).toBe(load(bodies.photos.html)("a > img").length);
  });

  it("asks, word by word, whether an editor’s or the source’s new one is to stand", async () => {
    const fields = { kind: "words", postId: "post-2", field: "title" };
    await post("/edits", { ...fields, text: "Ours", seen: await seen(), back: "" });
    const reword = async (title: string) => {
      const stored = await site.deps.posts.get("flashbulb", "post-2");
      if (!stored) throw new Error("no post-2");
      const { newsletterId, source } = stored.post;
      const said = incomingPostSchema.parse({ ...stored.post, title });
      await site.deps.posts.put(
        mergedPost(stored.post, { newsletterId, source, said, now: site.deps.clock() }),
        stored,
      );
    };
    const asked = async () => load((await open()).text)("#source");
    await reword("Theirs");
    expect((await asked()).text()).toMatch(
      /The title: Ours.*Mine\s*Ours.*Theirs, since\s*Theirs.*Keep mine\s*Take theirs/s,
    );
    expect(load((await open()).text)("#checks").text()).toContain(
      "The source of “Ours” changed what an editor had written",
    );
    const click = async (label: string) => {
      const button = (await asked()).find(`button[aria-label^="${label}"]`);
      return post("/edits", { do: button.attr("value") ?? "", seen: await seen(), back: "" });
    };
    expect((await click("Keep mine")).status).toBe(303);
    expect((await asked()).attr("hidden")).toBeDefined();
    await reword("Theirs again");
    await click("Take theirs");
    expect((await asked()).find("button")).toHaveLength(0);
    expect(load((await open()).text)("#post-post-2 .title").text()).toBe("Theirs again");
  });

  it("says the sizes of the mail beside what they may be", async () => {
    expect((await open("/sizes")).text).toMatch(/\d+ of 95 kB/);
  });

  it("is nobody's of another newsletter, and no other issue's", async () => {
    const other = site.desk.replace("newsletters/flashbulb", "newsletters/another");
    expect((await fetch(other, { headers: editor.opens })).status).toBe(404);
    expect((await fetch(`${site.desk}9`, { headers: editor.opens })).status).toBe(404);
  });
});

describe("a form of the desk", () => {
  it("does one thing, and leads back to where it stood", async () => {
    const story = (await issue())?.digest.blocks.flatMap((block) => (block.kind === "stories" ? block.stories : []))[2];
    const fields = {
      do: `kind=pin-post&postId=${story?.postId}&to=0`,
      seen: await seen(),
      back: `#post-${story?.postId}`,
    };
    const answer = await post("/edits", fields);
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      `${new URL(site.desk).pathname}#post-${story?.postId}`,
    ]);
    expect((await issue())?.choices.pinnedPostIds).toEqual([story?.postId]);
  });

  it("keeps the view of the mail, and takes no other word for one", async () => {
    const form = load((await open("?view=phone")).text)("#desk-edits").attr("action") ?? "";
    const edits = form.slice(new URL(site.desk).pathname.length);
    const asked = { kind: "note", text: "In view", back: "#blocks" };
    const led = async (path: string) => (await post(path, { ...asked, seen: await seen() })).headers.get("location");
    expect(await led(edits)).toMatch(/\?view=phone#blocks$/);
    expect(await led("/edits?view=//evil")).toBe(`${new URL(site.desk).pathname}#blocks`);
  });

  it("leads nowhere else, whatever it says", async () => {
    for (const back of ["//evil.example", "https://evil.example", "/../../keys", "javascript:alert(1)"]) {
      const answer = await post("/edits", { kind: "note", text: back, seen: await seen(), back });
      expect(answer.headers.get("location")).toBe(new URL(site.desk).pathname);
    }
  });

  it("that comes too late is refused, and both versions are shown", async () => {
    const before = await seen();
    await post("/edits", { kind: "subject", text: "What Ada wrote", seen: before });
    const late = await post("/edits", { kind: "subject", text: "What Bo wrote", seen: before }, sender);
    const $ = load(await late.text());
    expect(late.status).toBe(409);
    expect($("[role=alert]").text()).toMatch(/editor did this meanwhile: Wrote the subject/);
    expect($("[role=alert] dd").last().text()).toBe("What Bo wrote");
    expect((await issue())?.subject).toBe("What Ada wrote");
  });

  it.each([
    ["", { do: "kind=make-lead&postId=nobody" }],
    ["/photos", { do: "kind=choose-photo&photoId=nothing" }],
    ["/posts", { do: "kind=pin-post&postId=nobody" }],
    ["/photos/post-1-p0", { kind: "focal-point", postId: "nobody", photoId: "post-1-p0", x: "1", y: "1" }],
    ["/alt?at=1", { kind: "words", postId: "nobody", field: "alt", text: "Lost?" }],
    ["", { kind: "undo", n: "100000" }],
  ])("that is refused at %s is answered so, and the page says why", async (back, fields: Record<string, string>) => {
    const before = await issue();
    const answer = await post("/edits", { ...fields, seen: await seen(), back });
    const $ = load(await answer.text());
    expect([answer.status, $("[data-part=notice] [role=alert]").first().text()]).toEqual([
      409,
      expect.stringMatching(/./),
    ]);
    if (fields.text) expect($("[role=alert] dd").last().text()).toBe(fields.text);
    expect(await issue()).toEqual(before);
  });

  it.each(["/photos/post-1-p0", "/alt?at=3"])("of a photo’s words comes back to %s with both", async (back) => {
    const of = { kind: "words", postId: "post-1", photoId: "post-1-p0", field: "alt" };
    await post("/edits", { ...of, text: "Theirs", seen: await seen() });
    const answer = await post("/edits", { ...of, text: "Mine", was: "Before", seen: await seen(), back });
    const $ = load(await answer.text());
    expect([answer.status, $("[role=alert] [data-theirs]").text()]).toEqual([409, "Theirs"]);
    expect($("[role=alert] dd").last().text()).toBe("Mine");
    const form = $("input[name=photoId][value=post-1-p0]").closest("form").filter(`:has([name=was][value=Theirs])`);
    expect(form).toHaveLength(1);
    if (back.startsWith("/alt")) expect(form.find("[name=text]").val()).toBe("Mine");
  });

  it("sets a focal point by where a picture was tapped", async () => {
    const [photo] =
      (await issue())?.digest.blocks.flatMap((block) => (block.kind === "lead" ? [block.lead.photo] : [])) ?? [];
    const fields = { kind: "focal-point", postId: photo?.postId ?? "", photoId: photo?.photoId ?? "" };
    await post("/edits", { ...fields, shown: "320x200", "at.x": "80", "at.y": "100", seen: await seen() });
    const stored = await site.deps.posts.get("flashbulb", photo?.postId ?? "");
    expect(stored?.post.edits.photos?.[photo?.photoId ?? ""]?.focalPoint).toEqual({ x: 0.25, y: 0.5 });
  });

  it("undoes the last change, and is asked for again by nobody who did not see it", async () => {
    const before = await issue();
    await post("/edits", { kind: "note", text: "A few words", seen: await seen() });
    const n = String((await issue())?.changes.at(-1)?.n);
    expect((await post("/edits", { kind: "undo", n: String(Number(n) - 1) })).status).toBe(409);
    await post("/edits", { kind: "undo", n });
    expect((await issue())?.choices).toEqual(before?.choices);
  });

  it.each([{}, { kind: "nonsense" }, { do: "kind=pin-post" }, { kind: "undo", n: "x" }])(
    "of nonsense changes nothing: %o",
    async (fields) => {
      const before = await issue();
      expect((await post("/edits", fields as Record<string, string>)).status).toBe(400);
      expect(await issue()).toEqual(before);
    },
  );

  it("is nothing for whoever may only look", async () => {
    const { text } = await open("", viewer);
    expect(load(text)("[name=do]")).toHaveLength(0);
    expect((await post("/edits", { kind: "note", text: "x" }, viewer)).status).toBe(403);
    for (const path of ["/approve", "/schedule", "/send-now", "/take-back", "/skip"])
      expect([path, (await post(path, {})).status]).toEqual([path, 403]);
  });
});

describe("a test send", () => {
  it("goes to whom it is said to, marked, and is no delivery of the issue", async () => {
    const answer = await post("/test", {
      addresses: "ines@flashbulb.example, ada@flashbulb.example",
      variant: "photos",
    });
    expect([answer.status, told(answer)]).toEqual([303, "tested"]);
    const mails = await site.accepted();
    expect(mails.map(({ recipients }) => recipients[0]).toSorted()).toEqual([
      "ada@flashbulb.example",
      "ines@flashbulb.example",
    ]);
    expect(mails[0]?.subject).toMatch(/^\[Test\] /);
    expect(mails[0]?.tags.delivery).toMatch(/^test-/);
    expect(deliveryPlace(mails[0]?.tags.delivery ?? "")).toBeUndefined();
    expect(await site.deps.desk.tests(site.issueId, 5)).toMatchObject([
      { accepted: 2, refused: 0, by: editor.editor.id },
    ]);
    const eml = await (await fetch(`${site.origin}/mailbox/messages/${mails[0]?.id}/mail.eml`)).text();
    expect([eml.includes("[Test]"), eml.includes("morning")]).toEqual([true, false]);
    for (const who of [editor, viewer])
      expect(load((await open("", who)).text)("#tests").text()).toMatch(/Sent so far: 1\s*To 2, photos only editor, /);
  });

  it.each([
    ["", "Say whom"],
    ["nobody", "is none that mail can be sent to"],
    [Array.from({ length: 11 }, (_, n) => `a${n}@flashbulb.example`).join(" "), "ten people at most"],
  ])("to %s is refused", async (addresses, why) => {
    const before = (await site.accepted()).length;
    const answer = await post("/test", { addresses });
    expect([answer.status, load(await answer.text())("[role=alert]").text()]).toEqual([
      409,
      expect.stringContaining(why),
    ]);
    expect(await site.accepted()).toHaveLength(before);
  });

  it("goes to nobody who is suppressed, and to no more than fifty a day by one editor", async () => {
    const test = async (addresses: string) => {
      const before = (await site.accepted()).length;
      const answer = await post("/test", { addresses }, sender);
      return [load(await answer.text())("[role=alert]").text(), (await site.accepted()).length - before];
    };
    await suppressAddress(site.deps, { address: "left@flashbulb.example" });
    expect(await test("ada@flashbulb.example LEFT@flashbulb.example")).toEqual([
      expect.stringContaining("suppressed"),
      0,
    ]);
    const day = (at = site.deps.clock()) => at.slice(0, 10);
    const count = { by: sender.editor.id, mails: 49, most: 50 };
    expect(
      await site.deps.desk.countTests({ ...count, day: day(addMilliseconds(site.deps.clock(), -24 * hour)) }),
    ).toBe(true);
    expect(await site.deps.desk.countTests({ ...count, day: day() })).toBe(true);
    expect(await test("ada@flashbulb.example bo@flashbulb.example")).toEqual([expect.stringContaining("fifty"), 0]);
    expect(await test("ada@flashbulb.example")).toEqual(["", 1]);
  });
});

describe("a preview link", () => {
  it("shows the draft to whoever has it, without personal links, until it is revoked or 72 hours old", async () => {
    await post("/links", {});
    const url = load((await open()).text)("#links input[readonly]").attr("value") ?? "";
    const page = await fetch(url);
    expect([page.status, page.headers.get("x-robots-tag")]).toEqual([200, "noindex, nofollow"]);
    expect(await page.text()).toContain("Draft. It is not sent yet");
    const mail = await (await fetch(`${url}/mail`)).text();
    expect(mail).toContain("The harbour wakes");
    expect(mail).not.toMatch(/\/(unsubscribe|preferences)\//);
    await fetch(`${url}/notes`, {
      method: "POST",
      body: new URLSearchParams({ name: "Mo", text: "<b>Wrong</b> person" }),
    });
    const noted = async (who = viewer) => {
      const $ = load((await open("", who)).text);
      return [$(".status a[href='#notes']").text(), $("#notes li").text()].join(": ");
    };
    expect(await noted()).toMatch(/^1 note: <b>Wrong<\/b> person Mo, /);
    expect((await fetch(`${url.slice(0, -2)}xx`)).status).toBe(404);
    const now = site.deps.clock();
    site.set(addMilliseconds(now, 73 * hour));
    expect((await fetch(url)).status).toBe(404);
    expect(await noted(await site.signIn("viewer"))).toContain("person Mo");
    site.set(now);
    const revoke =
      load((await open()).text)("#links form")
        .first()
        .attr("action") ?? "";
    await post(revoke.slice(new URL(site.desk).pathname.length), {});
    expect([(await fetch(url)).status, (await fetch(`${url}/mail`)).status]).toEqual([404, 404]);
    expect(await noted(editor)).toContain("person Mo");
  });

  it("is one to the photos-only mail when that is asked for, pinned or not", async () => {
    for (const variant of ["photos", "everything"])
      for (const pinned of ["yes", "no"]) {
        await post("/links", { variant, pinned });
        const $ = load((await open()).text);
        const shape = variant === "photos" ? ", photos only" : "";
        const words = `(CET)${shape}${pinned === "yes" ? ", as it was when it was made" : ""}`;
        const url = $("#links label")
          .filter((_, label) => $(label).text().endsWith(words))
          .children()
          .attr("value");
        const mail = await (await fetch(`${url}/mail`)).text();
        expect([variant, pinned, mail.includes(" morning for everybody")]).toEqual([variant, pinned, !shape]);
      }
  });
});

describe("the API", () => {
  const api = () => `${site.origin}/api/newsletters/flashbulb/issues/${site.issueId}`;
  const call = async (method: string, path: string, body?: object, who = sender) => {
    const answer = await fetch(api() + path, {
      method,
      headers: who.asks,
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, said: (await answer.json()) as Record<string, unknown> };
  };

  it("edits, undoes, and approves as the pages do, and refuses what they refuse", async () => {
    const { said } = await call("GET", "");
    expect(said).toMatchObject({ state: "draft", posts: { hostile: { text: expect.any(String) } } });
    const edit = { kind: "subject", text: "By a program" };
    const done = await call("POST", "/edits", { seen: said.edit, edit });
    expect(done).toMatchObject({ status: 200, said: { words: "Wrote the subject" } });
    expect((await call("POST", "/edits", { seen: said.edit, edit: { ...edit, text: "Late" } }, editor)).status).toBe(
      409,
    );
    expect((await call("POST", "/edits", { seen: 0, edit: { kind: "make-lead", postId: "nobody" } })).status).not.toBe(
      200,
    );
    expect((await call("POST", "/undo", { n: done.said.edit })).status).toBe(200);
    const { edit: seenNow } = (await call("GET", "")).said;
    for (const at of ["2026-11-01T08:00", "2026-11-20T08:00", "2026-12-24T08:00"])
      expect((await call("POST", "/approval", { seen: seenNow, sendAt: `${at}:00.000Z` })).status).toBe(400);
    expect(await call("POST", "/approval", { seen: seenNow })).toMatchObject({ said: { state: "approved" } });
    expect(await call("DELETE", "/approval")).toMatchObject({ said: { state: "draft" } });
  });
});

describe("the way out", () => {
  it("is approval of what was seen, at the deadline or at a time on the newsletter's own clock", async () => {
    const stale = await post("/approve", { seen: "0" }, sender);
    expect([stale.status, await stale.text()]).toEqual([
      409,
      expect.stringContaining("It was changed since you looked"),
    ]);
    await post("/approve", { seen: await seen() }, sender);
    expect((await issue())?.state).toBe("approved");
    expect((await open("", sender)).text).toContain("It leaves on Saturday 21 November at 08:00, Rome (CET)");
    await post("/schedule", { seen: await seen(), at: "2026-11-21T10:30" }, sender);
    expect(await issue()).toMatchObject({ state: "scheduled", sendAt: "2026-11-21T09:30:00.000Z" });
    await post("/take-back", {}, sender);
    expect((await issue())?.state).toBe("draft");
  });

  it("is never by a wrong number, a time that is over, or one too late", async () => {
    const wrong = await post("/send-now", { seen: await seen(), count: "12" }, sender);
    expect(await wrong.text()).toContain("It would go to 0: type that number");
    for (const at of ["2026-11-01T08:00", "2026-11-20T08:00", "2026-12-24T08:00"])
      expect(await (await post("/schedule", { seen: await seen(), at }, sender)).text()).toMatch(
        /over already|still open|too late/,
      );
    expect((await issue())?.state).toBe("draft");
  });

  it("is told once, whatever the address says", async () => {
    const answer = await post("/hold", {}, sender);
    const kept = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const next = (cookie: string) => fetch(`${site.desk}?notice=approved`, { headers: { ...sender.opens, cookie } });
    const first = await next(`${sender.opens.cookie}; ${kept}`);
    expect(
      load(await first.text())(".notice [role=status]")
        .first()
        .text(),
    ).toMatch(/^Held\./);
    expect(first.headers.get("set-cookie")).toContain(`${kept.split("=")[0]}=; Max-Age=0`);
    expect(load(await (await next(sender.opens.cookie ?? "")).text())(".notice").text()).toBe("");
    await post("/let-go-on", {}, sender);
  });

  it("asks who approves what leaves within ten minutes for a fresh sign-in, which no key can give", async () => {
    const before = site.deps.clock();
    site.set("2026-11-21T06:49:00.000Z");
    const proven = await site.signIn("sender");
    await post("/approve", { seen: await seen() }, proven);
    expect((await issue())?.state).toBe("approved");
    await post("/take-back", {}, proven);
    site.set("2026-11-21T06:55:00.000Z");
    for (const [path, fields] of [
      ["/approve", {}],
      ["/schedule", { at: "2026-11-21T08:04" }],
    ] as const) {
      const refused = await post(path, { seen: await seen(), ...fields }, proven);
      expect([refused.status, load(await refused.text())("h1").text()]).toEqual([403, "Is it still you?"]);
    }
    const said = { name: "A program", newsletterId: "flashbulb", scopes: ["sender" as const], days: 1 };
    const { key } = await addKey(site.deps, { said, by: "Ines", draw: "draw", now: site.deps.clock() });
    const byKey = await fetch(`${site.origin}/api/newsletters/flashbulb/issues/${site.issueId}/approval`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ seen: Number(await seen()) }),
    });
    expect([byKey.status, await byKey.json()]).toEqual([
      403,
      { reason: "leaves-soon", error: expect.stringContaining("No API key") },
    ]);
    expect((await issue())?.state).toBe("draft");
    const again = await site.signIn("sender");
    expect((await post("/approve", { seen: await seen() }, again)).status).toBe(303);
    await post("/take-back", {}, again);
    site.set(before);
    sender = await site.signIn("sender");
  });

  it("is a hold that the policy does not overrule, and back", async () => {
    await post("/hold", {}, sender);
    expect((await issue())?.waitsSince).toBe(site.deps.clock());
    const $ = load((await open("", sender)).text);
    expect($("#approve").text()).toContain("An editor held it. Unapproved it is held: an approval sends it until");
    expect(told(await post("/let-go-on", {}, sender))).toBe("not-held");
    expect((await issue())?.waitsSince).toBeUndefined();
  });

  it("shows what the program did to the issue by itself until somebody has seen it", async () => {
    const at = "2026-11-20T08:00:00.000Z";
    const { issues } = site.deps;
    const stored = await issues.get("flashbulb", site.issueId);
    if (!stored) throw new Error("no issue");
    const news = [{ kind: "dropped" as const, at, posts: [{ id: "gone", title: "The pier" }] }];
    await issues.put({ ...stored.issue, news }, stored);
    const shown = async () => load((await open("", sender)).text)("[data-part=news]");
    expect((await shown()).text()).toContain("“The pier”: withdrawn or put off");
    expect((await post("/seen", { upTo: "yesterday" }, sender)).status).toBe(400);
    await post("/seen", { upTo: (await shown()).find("[name=upTo]").attr("value") ?? "" }, sender);
    expect((await shown()).text()).toBe("");
  });

  it("is a skip that says what becomes of the posts, and a way back that waits for an approval", async () => {
    expect((await post("/reopen", {}, sender)).status).toBe(409);
    await post("/skip", { posts: "let-go" }, sender);
    expect((await open("", sender)).text).toContain("nothing of it goes out, and its posts go with it");
    expect(told(await post("/reopen", {}, sender))).toBe("reopened");
    expect(await issue()).toMatchObject({ state: "draft", waitsSince: site.deps.clock() });
    expect((await issue())?.letGo).toBeUndefined();
    expect(Object.values((await issue())?.digest.postReasons ?? {}).filter((reason) => reason.in)).toHaveLength(9);
    await post("/let-go-on", {}, sender);
  });

  it("is now, by its number of people, for who signed in within five minutes; the notes stay to be read", async () => {
    for (const name of ["ada", "bo"]) await subscribe(site.deps.audience, { address: `${name}@example.com` });
    const mails = (await site.accepted()).length;
    site.set(addMilliseconds(site.deps.clock(), hour / 10));
    const again = await post("/send-now", { seen: await seen(), count: "2" }, sender);
    expect([again.status, (await issue())?.state]).toEqual([403, "draft"]);
    sender = await site.signIn("sender");
    await post("/send-now", { seen: await seen(), count: "1" }, sender);
    const page = load((await open("", sender)).text)("#send-now label").text();
    expect(page).toBe("It goes to 2 people within a minute. Type that number to confirm.");
    expect(told(await post("/send-now", { seen: await seen(), count: "2 people" }, sender))).toBe("sending");
    await tick(site.deps);
    await workThrough(site.deps, () => undefined);
    expect((await issue())?.state).toBe("handed-over");
    const sent = (await site.accepted()).slice(mails).flatMap(({ recipients }) => recipients);
    expect(sent.toSorted()).toEqual(["ada@example.com", "bo@example.com"]);
    const $ = load((await open("", sender)).text);
    expect([$("#approve").text(), $("#notes li").text()]).toEqual([
      expect.stringContaining("It is on its way or sent"),
      expect.stringContaining("person Mo"),
    ]);
  });
});
