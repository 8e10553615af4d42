import { derivedId } from "../core/ids.ts";
import type { Instant } from "../core/time.ts";

/** What every id of that time begins with; those of later orders are greater. */
export const orderIdAt = (at: Instant): string => Date.parse(at).toString(36).padStart(9, "0");

/** The id of a list that was brought or is taken out: the same asked twice has the same. */
export const orderIdOf = (newsletterId: string, at: Instant, ...of: readonly string[]): string =>
  `${orderIdAt(at)}-${derivedId("import", newsletterId, ...of).slice(0, 12)}`;
