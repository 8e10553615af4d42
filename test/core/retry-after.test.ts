import { describe, expect, it } from "vitest";
import { retryAfterSeconds } from "../../functions/core/retry-after.ts";

const date = "Sat, 21 Nov 2026 08:00:00 GMT";

describe("what a server asks for with Retry-After", () => {
  it.each([
    ["120", undefined, 120],
    [" 0 ", undefined, 0],
    ["Sat, 21 Nov 2026 08:02:00 GMT", date, 120],
    ["Saturday, 21-Nov-26 09:00:00 GMT", date, 3600],
    ["Sat, 21 Nov 2026 07:00:00 GMT", date, 0],
    ["999999999999", undefined, 366 * 86_400],
    ["Fri, 31 Dec 9999 23:59:59 GMT", date, 366 * 86_400],
  ])("%s, at %s: %s seconds", (said, at, seconds) => {
    expect(retryAfterSeconds(said, at)).toBe(seconds);
  });

  it.each<[said: string | undefined, at: string | undefined]>([
    ["Sat, 21 Nov 2026 08:02:00 GMT", undefined],
    ["Sat, 21 Nov 2026 08:02:00 GMT", "yesterday"],
    ["Sat, 51 Nov 2026 08:02:00 GMT", date],
    ...["-5", "1.5", "1e9", "soon", "", "2026-11-21T08:02:00Z", "9".repeat(400)].map(
      (said) => [said, date] as [string, string],
    ),
    [undefined, date],
  ])("nothing by %s, at %s", (said, at) => {
    expect(retryAfterSeconds(said, at)).toBeUndefined();
  });
});
