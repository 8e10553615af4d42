/** Nobody means to be left alone for longer than a year. */
const mostSeconds = 366 * 24 * 60 * 60;

/**
 * For how many seconds a server asks to be left alone (RFC 9110, 10.2.3): said as a number, or as a date, which is counted
 * from the server's own `Date`, so that no clock of ours matters. Undefined for what says neither.
 */
export const retryAfterSeconds = (retryAfter: string | undefined, date: string | undefined): number | undefined => {
  const said = retryAfter?.trim() ?? "";
  const isNumber = /^\d{1,15}$/.test(said);
  const seconds = isNumber ? Number(said) : (httpDate(said) - httpDate(date?.trim() ?? "")) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(0, seconds), mostSeconds) : undefined;
};

/** Milliseconds of an HTTP date, not a number for anything else: each of its two common forms ends in GMT. */
const httpDate = (text: string): number =>
  /^[A-Za-z]{3,9}, [\w :-]{1,30} GMT$/.test(text) ? Date.parse(text) : Number.NaN;
