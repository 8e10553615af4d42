import type { Instant } from "../core/time.ts";
import type { Released } from "../delivery/release-issue.ts";
import type { News } from "../digest/issue-news.ts";

export type Refusal = Extract<Released, { ok: false }>["reason"];

/**
 * What a refused sending is to be told as, and nothing when it was told already, or when somebody decided otherwise in
 * that moment. What the next tick may find mended is mailed to nobody.
 */
export const refusedNews = (
  { news = [] }: { news?: readonly News[] | undefined },
  reason: Refusal,
  at: Instant,
): News | undefined => {
  const refused = refusals[reason];
  if (!refused || news.some(({ kind, why }) => kind === "refused" && why === refused.why)) return undefined;
  return { kind: "refused", at, ...refused };
};

/** Why the sending of an issue was refused last. */
export const whyRefused = ({ news = [] }: { news?: readonly News[] | undefined }): string | undefined =>
  news.findLast(({ kind }) => kind === "refused")?.why;

const refusals: Readonly<Partial<Record<Refusal, Pick<News, "why" | "quiet">>>> = {
  "no-postal-address": { why: "the newsletter has no postal address, and the law asks for one in every mail" },
  empty: { why: "there is nothing in it" },
  "already-sent": { why: "another issue has posts of it", quiet: true },
  "held-back": { why: "a post of it was withdrawn or put off", quiet: true },
};
