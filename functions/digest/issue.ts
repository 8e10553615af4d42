import type { Instant } from "../core/time.ts";

/** The half-open span of time `from` ≤ t < `until` that one issue covers; edges fixed on the newsletter's wall clock. */
export type Window = { from: Instant; until: Instant };

/** Letters, digits and hyphens only: it stands in delivery ids, SES tags and URLs. */
export const issueId = (newsletterId: string, window: Window): string =>
  `${newsletterId}-${window.until.slice(0, 16).replace(/[-:]/g, "")}Z`;
