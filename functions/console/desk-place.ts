/** Where at the desk somebody is: "This issue", or a page that hangs on it. */
export type Place =
  | { page: "issue" | "photos" | "posts" }
  | { page: "photo"; photoId: string }
  | { page: "alt"; at: number };

export const theIssue: Place = { page: "issue" };

/** The end of an address, behind that of the desk, that a form asks to be led back to; never an address elsewhere. */
export const ownPlace = (back: unknown): string =>
  typeof back === "string" && /^(\/(photos|posts|alt)(\/[\w-]+)?)?(\?at=\d+)?(#[\w-]+)?$/.test(back) ? back : "";

/** The place that such an end names. */
export const readPlace = (path: string): Place => {
  const [, page, photoId] = /^\/(photos|posts|alt)(?:\/([\w-]+))?/.exec(path) ?? [];
  if (page === "photos" && photoId !== undefined) return { page: "photo", photoId };
  if (page === "photos" || page === "posts") return { page };
  return page === "alt" ? { page, at: Number(/\?at=(\d+)/.exec(path)?.[1] ?? 0) } : theIssue;
};
