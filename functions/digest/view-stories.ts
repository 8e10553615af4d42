import type { StoriesPage, StoryLine } from "../../templates/pages/stories-page.ts";
import { dateRange, dayOf, wordsOf } from "../../templates/words.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Instant } from "../core/time.ts";
import { isReady } from "../posts/photo.ts";
import { leavesAt, type Post } from "../posts/post.ts";
import { rightsOf } from "../posts/rights.ts";
import { isSensitive } from "./eligible-posts.ts";
import type { Window } from "./issue.ts";
import { line } from "./mail-text.ts";
import { ownLink } from "./own-link.ts";

export type StoriesInput = {
  newsletter: Newsletter;
  issueId: string;
  window: Window;
  /** The posts of the window as edited, in any order. */
  posts: readonly Post[];
  issueUrl: string;
  fileUrl: (key: string) => string;
  now: Instant;
};

/** The page "All 80 stories of the week": every post that is not withdrawn, by day, the newest first. */
export const viewStories = (input: StoriesInput): StoriesPage => {
  const { newsletter, window } = input;
  const words = wordsOf(newsletter.language);
  const days = new Map<string, StoryLine[]>();
  const shown = input.posts.filter(({ withdrawnAt }) => withdrawnAt === undefined);
  for (const post of shown.toSorted((a, b) => leavesAt(b).localeCompare(leavesAt(a)) || a.id.localeCompare(b.id))) {
    const day = dayOf(newsletter.language, newsletter.zone, leavesAt(post));
    days.set(day, [...(days.get(day) ?? []), storyLine(input, post)]);
  }
  return {
    language: newsletter.language,
    title: words.allStoriesTitle,
    newsletterName: newsletter.name,
    dates: dateRange(newsletter.language, newsletter.zone, window.from, window.until),
    accents: { light: newsletter.brand.accentLight, dark: newsletter.brand.accentDark },
    back: { url: input.issueUrl, words: words.backToIssue },
    days: [...days].map(([day, stories]) => ({ day, stories })),
  };
};

const storyLine = (input: StoriesInput, post: Post): StoryLine => {
  const { newsletter, issueId } = input;
  const { text: title, direction } = line(post.title);
  const url = ownLink(post.url, newsletter.siteUrl, newsletter.linkParameters, issueId);
  return { url, title, direction, photo: photoOf(input, post) };
};

/** The first photo that may be shown on the web, in its smallest size; none for a sensitive post. */
const photoOf = ({ newsletter, now, fileUrl }: StoriesInput, post: Post): StoryLine["photo"] => {
  if (isSensitive(post, newsletter)) return undefined;
  const photo = post.photos.find(
    (each) => isReady(each) && !each.sensitive && rightsOf(each, newsletter, now) === "mail+archive",
  );
  const [file] = (photo?.files ?? []).toSorted((a, b) => a.width - b.width);
  return file && { src: fileUrl(file.key), width: file.width, height: file.height };
};
