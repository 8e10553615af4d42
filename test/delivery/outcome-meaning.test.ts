import { describe, expect, it } from "vitest";
import { outcomeMeaning } from "../../functions/delivery/outcome-meaning.ts";
import { stepOf } from "../../functions/delivery/recipient-state.ts";

describe("what an outcome means", () => {
  it.each([
    ["accepted", "sent", "none"],
    ["throttled", "pending", "slow-down"],
    ["quota", "pending", "pause"],
    ["paused", "pending", "pause"],
    ["issue-fault", "pending", "pause"],
    ["refused", "refused", "probe"],
    ["not-started", "pending", "back-off"],
    ["ambiguous", "ambiguous", "doubt"],
  ] as const)("%s: the recipient is %s, the issue: %s", (kind, state, effect) => {
    const { recipient, issue } = outcomeMeaning[kind];
    expect(stepOf("intent", recipient).to).toBe(state);
    expect(issue.kind).toBe(effect);
  });
});
