import type { Newsletter, Rights } from "../core/newsletter.ts";
import { onceOf } from "../core/once-of.ts";
import type { Instant } from "../core/time.ts";
import type { Photo } from "./photo.ts";

/**
 * Where a photo may be shown at `now`: what was said of the photo itself, else what the newsletter says of its credit
 * (the whole of it, or a part such as the agency in "Name/Agency"; the strictest when several are named), else the
 * newsletter's default. From `rightsUntil` on, and when it was taken down, it is "none", whoever said what.
 */
export const rightsOf = (
  photo: Pick<Photo, "rights" | "rightsUntil" | "credit" | "takenDownAt">,
  newsletter: Pick<Newsletter, "rights">,
  now: Instant,
): Rights => {
  if (photo.takenDownAt !== undefined) return "none";
  if (photo.rightsUntil !== undefined && photo.rightsUntil <= now) return "none";
  return photo.rights ?? rightsByCredit(photo.credit, newsletter) ?? newsletter.rights.byDefault;
};

const strictestFirst: readonly Rights[] = ["none", "mail", "mail+archive"];

const rightsByCredit = (credit: string | undefined, newsletter: Pick<Newsletter, "rights">): Rights | undefined => {
  if (credit === undefined) return undefined;
  const { byCredit, known } = said(newsletter.rights);
  if (!known.has(credit)) known.set(credit, read(credit, byCredit));
  return known.get(credit);
};

/** What the settings say of credits, and what was found of those asked for: a week's photos share a few. */
const said = onceOf((rights: Newsletter["rights"]) => ({
  byCredit: new Map(Object.entries(rights.byCredit).map(([name, each]) => [plain(name), each])),
  known: new Map<string, Rights | undefined>(),
}));

const read = (credit: string, byCredit: ReadonlyMap<string, Rights>): Rights | undefined => {
  const whole = byCredit.get(plain(credit));
  if (whole) return whole;
  const parts = credit.split(/[/|,;]|\bvia\b|\bfor\b/i).map((part) => byCredit.get(plain(part)));
  return strictestFirst.find((rights) => parts.includes(rights));
};

/** Compared without case, accents of width, the spaces around a stroke, and the words that only introduce a credit. */
const plain = (credit: string): string =>
  credit
    .replace(/\s*\/\s*/g, "/")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/^\s*(photo(graph)?s?|credits?|©|\(c\))\s*(by)?\s*:?\s*/i, "")
    .replace(/\s+/g, " ")
    .trim();
