import { isQuiet, type News } from "../digest/issue-news.ts";

/** The posts that an issue lost, in a sentence. */
const lostWords = ({ posts = [] }: Pick<News, "posts">): string[] =>
  posts.length === 0
    ? []
    : [`${posts.map(({ title }) => `“${title}”`).join(", ")}: withdrawn or put off, and no longer in the issue.`];

/** What the program did to an issue by itself, in a sentence or two. */
export const newsWords = (news: News): string[] => {
  const why = news.why ? `: ${news.why}` : "";
  const did = {
    missed: `It is missed${why}. Nothing of it goes out, and nobody has it.`,
    skipped: `It is skipped${why}. Nothing of it goes out, and its posts wait for the next issue.`,
    "taken-back": `Its approval is taken back${why}. It goes out only if somebody approves it again.`,
    refused: `It is not sent${why}. It leaves by itself as soon as that is put right.`,
    held: `It is held${why}. It goes out only if somebody approves it.`,
    dropped: "",
    unheard: `Not every source was heard before it closed: ${news.why}. What they bring later is in the next issue.`,
    unseen: `Not every page of its posts could be looked at: ${news.why}. The posts stay in it.`,
  }[news.kind];
  return [...(did ? [did] : []), ...lostWords(news)];
};

/** What a mail about something else says of it: posts that are gone, and what could not be done. */
export const goodToKnow = (news: News): string[] => (isQuiet(news) ? newsWords(news) : lostWords(news));
