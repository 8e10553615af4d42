import { expect, it } from "vitest";
import { type NudgeDeps, nudgeEditors } from "../../functions/calendar/nudge-editors.ts";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import { makeDigest } from "../../functions/digest/make-digest.ts";
import { newSource, type SourceState } from "../../functions/posts/source-state.ts";
import { aNewsletter, aWindow } from "../support/digest-week.ts";
import { anIssueOf } from "../support/mail-issue.ts";

const source = { url: "https://flashbulb.example/feed", everyMinutes: 10 };
const newsletter = aNewsletter({ sources: [source], editors: ["ed@flashbulb.example"] });
const digest = makeDigest({ newsletter, window: aWindow, posts: [] });
const issue = anIssueOf(undefined, { state: "draft", window: aWindow, digest });
const name = { newsletterId: newsletter.id, issueId: issue.id };

/** Whether the draft is taken up, so long before its deadline, with this known of its source. */
const isTakenUp = async (beforeMs: number, state?: Partial<SourceState>): Promise<boolean> => {
  let puts = 0;
  const known = state && { state: { ...newSource(source, aWindow.from), ...state }, version: 1 };
  const deps = {
    clock: () => addMilliseconds(aWindow.until, -beforeMs),
    issues: {
      get: async () => ({ issue, version: 1 }),
      put: async () => {
        puts++;
        throw new Error("taken up");
      },
    },
    sources: { all: async () => new Map(known ? [[source.url, known]] : []) },
  } as unknown as NudgeDeps;
  await nudgeEditors(deps, { newsletter, ...name }).catch(() => undefined);
  return puts > 0;
};

it("nobody is nudged to an empty draft whose source was not heard yet, until its deadline is near", async () => {
  expect(await isTakenUp(60 * minute)).toBe(false);
  expect(await isTakenUp(60 * minute, { heldUntil: aWindow.until })).toBe(false);
  expect(await isTakenUp(60 * minute, { answeredAt: aWindow.from })).toBe(true);
  expect(await isTakenUp(60 * minute, { failingSince: aWindow.from })).toBe(true);
  expect(await isTakenUp(14 * minute)).toBe(true);
});
