import { Command, InvalidArgumentError } from "commander";
import { InvalidInput, NotFound } from "../core/errors.ts";
import type { Files } from "../core/files.ts";
import type { GuardedFetch } from "../core/guarded-fetch.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { ProgressStream } from "../core/progress-stream.ts";
import { addMilliseconds, type Clock, day, type Instant, toInstant } from "../core/time.ts";
import type { Using } from "../core/using.ts";
import { completePost } from "./complete-post.ts";
import { fetchPhotos } from "./fetch-photos.ts";
import { gatherWindow } from "./gather-window.ts";
import { type ImportDeps, importPosts } from "./import-posts.ts";
import { showProgress } from "./import-progress.ts";
import { type ImportSummary, summaryLine } from "./import-summary.ts";
import { isReady } from "./photo.ts";
import { oneLine } from "./plain-text.ts";
import { leavesAt, type Post } from "./post.ts";
import { readPosts } from "./read-posts.ts";
import { readSource } from "./read-source.ts";
import { restorePost } from "./restore-post.ts";
import { type SourceCommandDeps, sourceCommands } from "./source-commands.ts";
import type { PostStore } from "./store.ts";
import { withdrawPost } from "./withdraw-post.ts";

export type PostsCommandDeps = SourceCommandDeps & {
  posts: PostStore;
  newsletters: Pick<NewsletterStore, "list">;
  fetch: GuardedFetch;
  files: Files;
  clock: Clock;
  print: (line: string) => void;
  progress: ProgressStream;
};

/** `tearsheet posts …` */
export const postsCommands = (using: Using<PostsCommandDeps>): Command => {
  const command = new Command("posts").description("what was published, and may stand in an issue");
  const newsletter = ["--newsletter <id>", "whose posts; not needed when there is one newsletter"] as const;

  command
    .command("import")
    .description("take in the posts of feeds, by address or as files; the same feed again changes nothing")
    .argument("<source...>", "file or URL of a feed, or URL of a site that names one")
    .option(...newsletter)
    .option("--pages <number>", "how many pages of a feed are read, the first one included", pages, 20)
    .option("--no-photos", "fetch no photos and no pages of posts now; a later import does")
    .action((sources: string[], options: ImportOptions) => using((deps) => importAll(deps, sources, options)));

  command
    .command("list")
    .description("the posts of a span of time: date, guid, photos, title")
    .option(...newsletter)
    .option("--from <date>", "from this date or instant on; 28 days ago by default", instant)
    .option("--until <date>", "up to this date or instant, itself not included; now by default", instant)
    .action((options: ListOptions) => using((deps) => list(deps, options)));

  for (const [name, verb, description] of [
    ["withdraw", withdraw, "take a post out of every issue that has not gone out, whatever its source says"],
    ["restore", restorePost, "take a withdrawal back"],
  ] as const)
    command
      .command(name)
      .description(description)
      .argument("<guid>", "as `posts list` shows it")
      .option(...newsletter)
      .action((guid: string, options: { newsletter?: string }) =>
        using(async (deps) => {
          const newsletterId = await newsletterOf(deps, options.newsletter);
          const outcome = await verb(deps, { newsletterId, guid, now: deps.clock() });
          if (!outcome.ok) throw new NotFound(`${newsletterId} has no post ${guid}`);
          deps.print(line(outcome.post));
        }),
      );

  for (const each of sourceCommands(using)) command.addCommand(each);
  return command;
};

type ImportOptions = { newsletter?: string; pages: number; photos: boolean };

const importAll = async (deps: PostsCommandDeps, sources: readonly string[], options: ImportOptions): Promise<void> => {
  const newsletterId = await newsletterOf(deps, options.newsletter);
  for (const where of sources) if (!(await importOne(deps, newsletterId, where, options))) process.exitCode = 1;
};

/** Says whether nothing failed; what a source has that is no post is no failure. */
const importOne = async (
  deps: PostsCommandDeps,
  newsletterId: string,
  where: string,
  { pages, photos }: ImportOptions,
): Promise<boolean> => {
  const read = await readSource(deps, where);
  if (!read.ok) {
    deps.print(`${where}: ${read.reason}`);
    return false;
  }
  const shown = showProgress(deps.progress, read.source);
  const importDeps: ImportDeps = {
    posts: deps.posts,
    readPosts: (input) => readPosts(deps, { ...input, pages }),
    ...(photos && {
      completePost: (said, id) => completePost(deps, { said, newsletterId: id }),
      fetchPhotos: (missing) => fetchPhotos(deps, missing),
    }),
  };
  try {
    const now = deps.clock();
    const summary = await importPosts(importDeps, { ...read, newsletterId, now, onProgress: shown.show });
    shown.stop();
    report(deps, summary);
    return summary.failed.length === 0;
  } catch (error) {
    shown.stop();
    if (!(error instanceof InvalidInput)) throw error;
    deps.print(`${where}: ${error.message}`);
    return false;
  }
};

const mostDetails = 20;

const report = ({ print }: PostsCommandDeps, summary: ImportSummary): void => {
  print(`${summary.source}: ${summaryLine(summary)}`);
  const details = [
    ...[...summary.failed, ...summary.refused].map(({ guid = "a post without guid", reason }) => `${guid}: ${reason}`),
    ...summary.remarks,
  ];
  for (const detail of details.slice(0, mostDetails)) print(`  ${oneLine(detail)}`);
  if (details.length > mostDetails) print(`  and ${details.length - mostDetails} more`);
};

type ListOptions = { newsletter?: string; from?: Instant; until?: Instant };

const list = async (deps: PostsCommandDeps, options: ListOptions): Promise<void> => {
  const newsletterId = await newsletterOf(deps, options.newsletter);
  const until = options.until ?? deps.clock();
  const from = options.from ?? addMilliseconds(until, -28 * day);
  for (const post of await gatherWindow(deps, { newsletterId, from, until })) deps.print(line(post));
};

const line = (post: Post): string => {
  const photos = `${post.photos.filter(isReady).length}/${post.photos.length} photos`;
  const state = post.withdrawnBy
    ? post.withdrawnBy === "page"
      ? "its page is gone"
      : `withdrawn by ${post.withdrawnBy}`
    : photos;
  return [leavesAt(post), post.guid, state, post.edits.title ?? post.title].map(oneLine).join("\t");
};

const withdraw: typeof restorePost = (deps, input) => withdrawPost(deps, { ...input, by: "editor" });

const newsletterOf = async ({ newsletters }: PostsCommandDeps, asked: string | undefined): Promise<string> => {
  const ids = (await newsletters.list()).map(({ id }) => id);
  if (asked !== undefined && !ids.includes(asked)) throw new NotFound(`there is no newsletter ${asked}`);
  const [only, ...others] = asked === undefined ? ids : [asked];
  if (only === undefined) throw new NotFound("there is no newsletter yet");
  if (others.length > 0) throw new InvalidInput(`say which newsletter: --newsletter ${ids.join(", ")}`);
  return only;
};

const pages = (written: string): number => {
  const number = Number(written);
  if (Number.isInteger(number) && number >= 1 && number <= 1000) return number;
  throw new InvalidArgumentError("a number from 1 to 1000");
};

const instant = (written: string): Instant => {
  if (!/^\d{4}-\d\d-\d\d/.test(written) || Number.isNaN(Date.parse(written)))
    throw new InvalidArgumentError("a date such as 2026-10-24 or an instant such as 2026-10-24T08:00:00+02:00");
  return toInstant(written);
};
