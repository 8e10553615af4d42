import type { FetchFailure } from "../core/guarded-fetch.ts";

type Words = Record<Exclude<FetchFailure["reason"], "status">, string>;

/** Why something could not be fetched, in words that follow its name. */
export const fetchFailures: Words = {
  "bad-url": "has no usable address",
  "denied-address": "has an address that is not public",
  unresolved: "is on a host that does not exist",
  connection: "could not be reached",
  timeout: "did not come in time",
  redirects: "is behind too many redirects",
  "content-type": "is of a kind that is not expected there",
  encoding: "came in a form that cannot be read",
  "too-large": "is too large",
};

/** As `fetchFailures` says, or in the `own` words of what was fetched. */
export const whyNotFetched = ({ reason, status }: FetchFailure, own: Partial<Words> = {}): string =>
  reason === "status" ? `was refused by its server (${status})` : (own[reason] ?? fetchFailures[reason]);
