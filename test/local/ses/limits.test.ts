import fc from "fast-check";
import { expect, it } from "vitest";
import { rateLimit, sentWindow } from "../../../local/ses/limits.ts";

const cases = fc.record({
  perSecond: fc.integer({ min: 1, max: 200 }),
  gaps: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 50, maxLength: 400 }),
});

it("lets through at most 1.1 times the rate over any ten seconds, however the requests come", () => {
  fc.assert(
    fc.property(cases, ({ perSecond, gaps }) => {
      const limit = rateLimit(() => ({ perSecond, burstSeconds: 1 }));
      let now = 0;
      const taken = gaps.flatMap((gap) => {
        now += gap;
        return limit.take(1, now) ? [now] : [];
      });
      return taken.every((at) => taken.filter((other) => other >= at && other < at + 10_000).length <= 11 * perSecond);
    }),
  );
});

it("never refuses who keeps to the rate", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (perSecond) => {
      const limit = rateLimit(() => ({ perSecond, burstSeconds: 1 }));
      return Array.from({ length: 1000 }, (_, n) => limit.take(1, (n * 1000) / perSecond)).every(Boolean);
    }),
  );
});

it("grants more slots than a burst holds once it has rested, rather than never", () => {
  const limit = rateLimit(() => ({ perSecond: 2, burstSeconds: 1 }));
  expect(limit.take(10, 0)).toBe(true);
  expect(limit.take(1, 4499)).toBe(false);
  expect(limit.take(1, 4500)).toBe(true);
});

it("takes nothing for a refusal", () => {
  const limit = rateLimit(() => ({ perSecond: 1, burstSeconds: 1 }));
  limit.take(1, 0);
  for (let at = 1; at < 1000; at++) limit.take(1, at);
  expect(limit.take(1, 1000)).toBe(true);
});

it("counts what was sent in the last 24 hours, to the minute", () => {
  const hour = 3_600_000;
  const sent = sentWindow(() => 86_400);
  sent.add(3, 0);
  sent.add(4, 12 * hour);
  expect(sent.count(24 * hour)).toBe(7);
  expect(sent.count(24 * hour + 60_000)).toBe(4);
  expect(sent.count(36 * hour + 60_000)).toBe(0);
});
