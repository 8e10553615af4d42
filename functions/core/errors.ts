/**
 * The four ways a call can fail on purpose, named by what the caller should do.
 * Expected outcomes are values (`{ ok: false, reason }`); these are for everything that must not go on.
 * No message ever holds an address, a name or a token: ids only.
 */

/** The input is wrong and stays wrong: tell the person, change nothing, do not try again. */
export class InvalidInput extends Error {
  override readonly name = "InvalidInput";
  /** One sentence per problem, each naming the field. */
  readonly problems: readonly string[];
  constructor(problems: string | readonly string[], options?: ErrorOptions) {
    const list = typeof problems === "string" ? [problems] : problems;
    super(list.join("; "), options);
    this.problems = list;
  }
}

/** The thing asked for does not exist. */
export class NotFound extends Error {
  override readonly name = "NotFound";
}

/** The thing has changed since it was read: read it again, then decide again. */
export class Conflict extends Error {
  override readonly name = "Conflict";
}

/** A passing fault of something we depend on: the same call may work later, and repeating it is harmless. */
export class Retryable extends Error {
  override readonly name = "Retryable";
}
