import { load } from "cheerio";
import { describe, expect, test } from "vitest";
import { renderIssue } from "../../functions/digest/render-issue.ts";
import { type DigestRoutesDeps, digestRoutes, issuePath, storiesPath } from "../../functions/digest/routes.ts";
import type { Post } from "../../functions/posts/post.ts";
import { anIssueOf, postsOf, renderDeps } from "../support/mail-issue.ts";
import { aHostileMail, aMailPost, aRichMail, weekOfMail } from "../support/mail-week.ts";

const mail = aRichMail();

const aSite = async (changes: Partial<DigestRoutesDeps> = {}, posts: readonly Post[] = [...mail.posts.values()]) => {
  const deps = renderDeps(mail, anIssueOf(mail, { state: "handed-over" }));
  await renderIssue(deps, { newsletterId: "flashbulb", issueId: mail.issueId });
  return digestRoutes({
    ...deps,
    posts: postsOf(posts),
    clock: () => "2026-11-22T12:00:00.000Z",
    fileUrl: (key) => `https://flashbulb.example/files/${key}`,
    subscribeUrl: (id) => `https://flashbulb.example/newsletters/${id}`,
    ...changes,
  });
};

const issue = issuePath("flashbulb", mail.issueId);
const stories = storiesPath("flashbulb", mail.issueId);

describe("the archive page of an issue", () => {
  test("is shown to anybody, may run nothing, and is kept for five minutes at most", async () => {
    const answer = await (await aSite()).request(issue);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(answer.headers.get("cache-control")).toBe("public, max-age=300");
    expect(await answer.text()).toContain("The harbour wakes before the crew does");
  });

  test("loses a photo whose rights an editor took back since", async () => {
    const posts = [...mail.posts.values()].map((post) =>
      post.id === "post-1"
        ? { ...post, edits: { photos: { "airplane-from-above-0": { rights: "none" as const } } } }
        : post,
    );
    const html = await (await (await aSite({}, posts)).request(issue)).text();
    expect(html).not.toContain("airplane-from-above-0");
    expect(html).toContain("This photo is licensed for the mail only.");
  });

  test("is nobody's before the issue was handed over, and says no more than of an issue that never was", async () => {
    const issues = { get: async () => ({ issue: anIssueOf(mail), version: 1 }) };
    const site = await aSite({ issues });
    const draft = await site.request(issue);
    const never = await site.request(issuePath("flashbulb", "flashbulb-20200101T0700Z"));
    expect([draft.status, never.status]).toEqual([404, 404]);
    expect(await draft.text()).toBe(await never.text());
  });

  test.each(["..%2f..%2fetc", "flashbulb", "<script>"])("does not look for an issue %s", async (name) => {
    const site = await aSite({
      issues: {
        get: () => {
          throw new Error("asked");
        },
      },
    });
    expect((await site.request(`/newsletters/flashbulb/issues/${name}`)).status).toBe(404);
  });
});

describe("the page of all stories", () => {
  test("lists every post of the window by day, the newest first, with the newsletter's parameters", async () => {
    const answer = await (await aSite()).request(stories);
    const $ = load(await answer.text());
    expect($("li")).toHaveLength(mail.posts.size);
    expect($("h1").text()).toBe("All stories of the week");
    expect($("h2").first().text()).toBe("Friday 20 November");
    expect($("li a").first().attr("href")).toMatch(/\?utm_source=weekly$/);
    expect(answer.headers.get("content-security-policy")).toMatch(/style-src 'sha256-/);
  });

  test("leaves out what was withdrawn, and shows only photos that are licensed for the web", async () => {
    const photo = (n: number, rights: "mail" | "mail+archive") => {
      const [given] = [...(aRichMail().posts.get("post-1") as Post).photos];
      const files = [{ key: `photos/${n}.jpg`, width: 600, height: 400, bytes: 1 }];
      return { ...(given as Post["photos"][number]), rights, files };
    };
    const posts = [
      { ...aMailPost(1, { title: "Withdrawn" }), withdrawnAt: weekOfMail.until },
      aMailPost(2, { title: "Mail only", photos: [photo(2, "mail")] }),
      aMailPost(3, { title: "Shown", photos: [photo(3, "mail+archive")] }),
      aMailPost(4, { title: "Sensitive", tags: ["Obituary"], photos: [photo(4, "mail+archive")] }),
    ];
    const $ = load(await (await (await aSite({}, posts)).request(stories)).text());
    expect($("li").text()).not.toContain("Withdrawn");
    expect(
      $("img")
        .toArray()
        .map((image) => $(image).attr("src")),
    ).toEqual(["https://flashbulb.example/files/photos/3.jpg"]);
  });

  test("shows hostile titles as words", async () => {
    const $ = load(await (await (await aSite({}, [...aHostileMail().posts.values()])).request(stories)).text());
    expect($("script")).toHaveLength(0);
    expect($("li").first().text()).toContain("<script>");
  });
});
