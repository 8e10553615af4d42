import type { Instant } from "../core/time.ts";

/**
 * What tells the tables that we run on from any copy of them: for each its name and what only the place where it lies
 * knows. A table that was restored has another, under its old name, too; so has a folder that was copied.
 */
export type Identity = Readonly<Record<string, string>>;

/** Which tables may be sent from, kept in the tables themselves: whoever copies them copies it, too. */
export type Mark = {
  version: number;
  identity: Identity;
  /** Nobody is named before somebody has confirmed it: then the tables were new. */
  confirmedAt: Instant;
  /** Somebody stopped it by hand: it sends nothing wherever it lies. */
  held?: boolean | undefined;
};

/**
 * `new`: nothing is in the tables yet. `copied`: they are not where they were confirmed, or are of before anybody was
 * asked. Only what is `confirmed` sends, and only a person makes it so.
 */
export type Standing = "confirmed" | "new" | "copied" | "held";

export const standingOf = (
  mark: Mark | undefined,
  { identity, isEmpty }: { identity: Identity; isEmpty: boolean },
): Standing => {
  if (!mark) return isEmpty ? "new" : "copied";
  if (mark.held) return "held";
  return isSame(mark.identity, identity) ? "confirmed" : "copied";
};

const isSame = (one: Identity, other: Identity): boolean => {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
};

/** What there is to say to whoever wonders why nothing is sent; nothing where it is. */
export const standingWords: Readonly<Record<Standing, string | undefined>> = {
  confirmed: undefined,
  new: undefined,
  copied:
    "Nothing is sent: these tables are a copy, or lie in another place than before. Whoever knows that no other installation sends from them runs `tearsheet installation confirm` (in AWS with the name of the stage).",
  held: "Nothing is sent: somebody has stopped this installation. `tearsheet installation confirm` (in AWS with the name of the stage) lets it go on.",
};
