import { describe, expect, it } from "vitest";
import { afterRound, needExplaining, noRefusals } from "../../functions/delivery/refusals.ts";
import type { Outcome } from "../../functions/mail/outcome.ts";

const accepted: Outcome = { kind: "accepted", messageId: "1" };
const refused = (code: string): Outcome => ({ kind: "refused", code });
const having = (...rounds: Outcome[][]) => rounds.reduce(afterRound, noRefusals);

describe("refusals", () => {
  it("need explaining when three of them are alike, in however many rounds", () => {
    const alike = refused("MessageRejected");
    expect(needExplaining(having([alike, alike], [alike]))).toBe(true);
    expect(needExplaining(having([alike, alike], [refused("InvalidParameterValue")]))).toBe(false);
  });

  it("are explained by a mail that SES takes, and counted anew from there", () => {
    const alike = refused("MessageRejected");
    expect(needExplaining(having([alike, alike], [accepted], [alike]))).toBe(false);
    expect(needExplaining(having([alike, alike, alike, accepted]))).toBe(false);
  });

  it("are not outcomes that say nothing of the recipient", () => {
    const throttled: Outcome = { kind: "throttled", code: "Throttling" };
    expect(needExplaining(having([throttled, throttled, throttled]))).toBe(false);
  });
});
