import { noChoices } from "../../functions/digest/editor-choices.ts";
import { type PhotoFileOf, qualities } from "../../functions/digest/fit-digest.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import type { MailInput } from "../../functions/digest/mail-input.ts";
import type { RenderDeps } from "../../functions/digest/render-issue.ts";
import { renditionStore } from "../../functions/digest/rendition-store.ts";
import { leavesAt, type Post, standsSince } from "../../functions/posts/post.ts";
import type { PostStore } from "../../functions/posts/store.ts";
import { aRichMail } from "./mail-week.ts";
import { memoryFiles } from "./memory-files.ts";

/** The mail of a week as an approved issue. */
export const anIssueOf = (mail: MailInput = aRichMail(), changes: Partial<Issue> = {}): Issue => ({
  id: mail.issueId,
  newsletterId: mail.newsletter.id,
  window: mail.window,
  state: "approved",
  revision: 1,
  digest: mail.digest as Issue["digest"],
  subject: mail.subject,
  preheader: mail.preheader,
  choices: noChoices,
  edit: 0,
  changes: [],
  prints: [],
  madeAt: mail.window.until,
  ...changes,
});

/** Files of so many bytes at the best quality, in proportion below; `asked` hears of each quality. */
export const photoFilesOf =
  (bytes: number, asked: number[] = []): PhotoFileOf =>
  async ({ photo, width, crop, quality }) => {
    asked.push(quality);
    return {
      key: `photos/${photo.id}/${crop.width}-${width}-q${quality}.jpg`,
      width,
      height: Math.round((width * crop.height) / crop.width),
      bytes: Math.round((bytes * quality) / qualities[0]),
    };
  };

export const postsOf = (posts: readonly Post[]): Pick<PostStore, "calendar" | "getMany"> => ({
  calendar: async () =>
    posts.map((post) => ({ postId: post.id, leavesAt: leavesAt(post), standsSince: standsSince(post) })),
  getMany: async (_, ids) => {
    const asked = new Set(ids);
    return new Map(posts.filter(({ id }) => asked.has(id)).map((post) => [post.id, { post, version: 1 }]));
  },
});

/** All that rendering an issue asks for; every secret drawn is another one. */
export const renderDeps = (mail: MailInput = aRichMail(), issue: Issue = anIssueOf(mail)) => {
  let drawn = 0;
  return {
    issues: { get: async (_: string, id: string) => (id === issue.id ? { issue, version: 1 } : undefined) },
    newsletters: {
      get: async (id: string) => (id === mail.newsletter.id ? { newsletter: mail.newsletter, version: 1 } : undefined),
    },
    posts: postsOf([...mail.posts.values()]),
    renditions: renditionStore(memoryFiles()),
    photoFile: photoFilesOf(50_000),
    drawSecret: () => Buffer.alloc(32, ++drawn),
    clock: () => "2026-11-21T07:00:00.000Z",
    links: {
      file: (key: string) => `https://flashbulb.example/files/${key}`,
      stories: ({ issueId }: { issueId: string }) => `https://flashbulb.example/issues/${issueId}/posts`,
    },
  } satisfies RenderDeps & Record<string, unknown>;
};
