import { describe, expect, it } from "vitest";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { type StreamSigns, streamHealth } from "../../functions/delivery/stream-health.ts";

const ambiguousAt = "2026-10-24T06:00:00.000Z";
const minutesAfter = (minutes: number) => addMilliseconds(ambiguousAt, minutes * minute);
const healthy: StreamSigns = {
  ambiguousAt,
  neighbours: { sent: 1000, withEvent: 999 },
  deadLetters: 0,
  probe: { sentAt: minutesAfter(15), backAt: minutesAfter(16) },
  evidenceReadAt: minutesAfter(21),
  oldestEventMs: 59_999,
  delayMs: minute,
};

describe("the event stream", () => {
  it("is healthy when everything about it says so", () => {
    expect(streamHealth(healthy, sendingTimes())).toEqual({ healthy: true });
  });

  it.each([
    ["few-neighbours", { neighbours: { sent: 19, withEvent: 19 } }],
    ["neighbours-missing", { neighbours: { sent: 1000, withEvent: 998 } }],
    ["neighbours-missing", { neighbours: { sent: 20, withEvent: 19 } }],
    ["dead-letters", { deadLetters: 1 }],
    ["no-probe", { probe: undefined }],
    ["no-probe", { probe: { sentAt: minutesAfter(15) } }],
    ["no-probe", { probe: { sentAt: minutesAfter(14.99), backAt: minutesAfter(16) } }],
    ["too-early", { evidenceReadAt: minutesAfter(20.99) }],
    ["too-early", { delayMs: 2 * minute }],
    ["backlog", { oldestEventMs: minute }],
    ["backlog", { oldestEventMs: undefined }],
  ] satisfies [string, Partial<StreamSigns>][])("is not: %s (%j)", (reason, signs) => {
    expect(streamHealth({ ...healthy, ...signs }, sendingTimes())).toEqual({ healthy: false, reason });
  });
});
