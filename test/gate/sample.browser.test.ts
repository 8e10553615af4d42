import { expect, test } from "vitest";
import { composeRendition } from "../../functions/digest/compose-rendition.ts";
import { issueId } from "../../functions/digest/issue.ts";
import { makeDigest } from "../../functions/digest/make-digest.ts";
import { sentinelsFrom } from "../../functions/digest/sentinels.ts";
import { subjectLine } from "../../functions/digest/subject-line.ts";
import { isWithin } from "../../functions/digest/window.ts";
import { keepPhoto } from "../../functions/posts/keep-photo.ts";
import { parseFeed } from "../../functions/posts/parse-feed.ts";
import type { Photo } from "../../functions/posts/photo.ts";
import { photoFile } from "../../functions/posts/photo-file.ts";
import { type IncomingPost, leavesAt, type Post, postId, postSchema } from "../../functions/posts/post.ts";
import { sampleApp } from "../../local/sample/app.ts";
import { sampleNow, sampleWindows } from "../../local/sample/calendar.ts";
import { sampleNewsletter } from "../../local/sample/newsletter.ts";
import { useBrowser } from "../support/browser.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { gate } from "./gate.ts";

const browser = useBrowser();
const origin = "http://localhost:4040";

test("nothing is found in the sample newsletter's mail, from its feed to its pictures", async () => {
  const newsletter = sampleNewsletter(origin);
  const window = sampleWindows.at(-1) ?? { from: sampleNow, until: sampleNow };
  const site = sampleApp({ origin: () => origin, clock: () => sampleNow });
  const files = memoryFiles();

  const fetched = async (photo: Photo): Promise<Photo> => {
    const answer = await site.request(new URL(photo.url).pathname);
    if (!answer.ok) return { ...photo, failure: "is not there" };
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const kept = await keepPhoto({ files }, { photoId: photo.id, bytes, credit: photo.credit });
    if (!kept.ok) return { ...photo, failure: kept.reason };
    return { ...photo, measures: kept.measures, original: kept.original, files: kept.files };
  };
  const stored = async (said: IncomingPost): Promise<Post> =>
    postSchema.parse({
      ...said,
      id: postId(newsletter.id, said.guid),
      newsletterId: newsletter.id,
      source: "sample",
      firstSeenAt: said.publishedAt,
      fingerprint: "",
      photos: await Promise.all(said.photos.map(fetched)),
    });

  const feedUrl = `${origin}/sample/feed.xml`;
  const feed = new Uint8Array(await (await site.request("/sample/feed.xml")).arrayBuffer());
  const said = parseFeed({ bytes: feed, url: feedUrl, newsletterId: newsletter.id, now: sampleNow }).posts;
  const week = await Promise.all(said.filter((post) => isWithin(window, leavesAt(post))).map(stored));
  const posts = new Map(week.map((post) => [post.id, post]));
  const digest = makeDigest({ newsletter, window, posts: week });
  const inbox = subjectLine({
    digest,
    posts,
    isSensitive: ({ sensitive }) => sensitive === true,
  });
  const sentinels = sentinelsFrom(Buffer.alloc(32, 5));
  const rendition = await composeRendition(
    { photoFile: (input) => photoFile({ files }, input) },
    {
      ...{
        newsletter,
        issueId: issueId(newsletter.id, window),
        window,
        revision: 1,
        digest,
        posts,
        ...inbox,
        sentinels,
      },
      links: { file: (key) => `${origin}/files/${key}`, allStories: `${origin}/posts` },
      at: sampleNow,
    },
  );

  for (const body of Object.values(rendition.bodies)) {
    const filled = (part: string) =>
      Object.values(sentinels).reduce((text, sentinel) => text.replaceAll(sentinel, `${origin}/personal`), part);
    const found = await gate(
      {
        html: filled(body.html),
        text: filled(body.text),
        ...inbox,
        newsletterName: newsletter.name,
        sentinels: Object.values(sentinels),
        pictureAt: async ({ pathname }) => files.stored.get(pathname.replace("/files/", ""))?.bytes,
      },
      browser(),
    );
    expect(found).toEqual([]);
  }
});
