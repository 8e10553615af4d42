import { describe, expect, it } from "vitest";
import { deliveryStory } from "../../functions/delivery/delivery-story.ts";
import type { FoundDelivery } from "../../functions/delivery/find-delivery.ts";
import { runStates } from "../../functions/delivery/issue-run.ts";
import { standings } from "../../functions/delivery/standing.ts";

const at = "2026-11-21T07:00:03.000Z";
const aDelivery = (changes: Partial<FoundDelivery> = {}): FoundDelivery => ({
  place: { issueId: "flashbulb-20261121T0700Z", shard: "a", chunk: "0", index: 3 },
  variant: "everything",
  standing: { state: "sent", reason: "accepted", try: 1 },
  sent: { intentAt: at, revision: 1, messageId: "0102-7" },
  delivered: false,
  answers: [],
  ...changes,
});
const story = (changes: Partial<FoundDelivery> = {}, state: (typeof runStates)[number] = "done") =>
  deliveryStory({ state, delivery: aDelivery(changes), when: (instant) => instant.slice(11, 19) });

describe("the story of one subscriber", () => {
  it("says when it was sent, what SES calls it, and that the receiver took it", () => {
    expect(story({ delivered: true })).toBe(
      "Sent at 07:00:03; Amazon SES calls it 0102-7. The receiver’s server took it.",
    );
  });

  it("says the revision, the try and the variant where they are not the usual ones", () => {
    const standing = { state: "sent", reason: "accepted", try: 2 } as const;
    const sent = { intentAt: at, revision: 2, messageId: "m" };
    expect(story({ standing, sent, variant: "photos" })).toBe(
      "Sent at 07:00:03, at try 2, photos only, as corrected (revision 2); Amazon SES calls it m.",
    );
  });

  it("says what the receiver answered, in its own words beside ours", () => {
    const answers = [
      { kind: "bounced", try: 1, at, words: "the mailbox is full", said: "452 4.2.2 over quota" },
    ] as const;
    expect(story({ answers })).toContain("Came back at 07:00:03: the mailbox is full. (“452 4.2.2 over quota”)");
  });

  it("has a sentence for every standing in every state of the issue", () => {
    for (const standing of standings)
      for (const state of runStates) {
        const told = story({ standing: { ...standing, try: 1 }, sent: undefined }, state);
        expect(told, `${standing.state} in ${state}`).toMatch(/^[A-Z].*\.$/);
        expect(told).not.toContain("undefined");
      }
    for (const state of runStates) expect(story({ standing: undefined }, state)).toMatch(/^Not sent/);
  });
});
