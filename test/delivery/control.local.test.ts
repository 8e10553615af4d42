import { afterEach, describe, expect, it } from "vitest";
import { beginCorrection } from "../../functions/delivery/begin-correction.ts";
import { cancelSending } from "../../functions/delivery/cancel-sending.ts";
import { correctIssue } from "../../functions/delivery/correct-issue.ts";
import { pauseIssue } from "../../functions/delivery/pause-issue.ts";
import { releaseIssue } from "../../functions/delivery/release-issue.ts";
import { resumeIssue } from "../../functions/delivery/resume-issue.ts";
import { sendIssue } from "../../functions/delivery/send-issue.ts";
import { issueStore } from "../../functions/digest/store.ts";
import { issuesTable } from "../../functions/digest/table.ts";
import { defaultRequestTimeoutMs } from "../../functions/mail/ses-client.ts";
import { aSending, inOneShard } from "../support/delivery.ts";
import { anIssueOf, renderDeps } from "../support/mail-issue.ts";
import { aRichMail } from "../support/mail-week.ts";
import { beforeEachMail } from "../support/ses.ts";
import { openStore } from "../support/store.ts";

const mail = aRichMail();
const name = { newsletterId: mail.newsletter.id, issueId: mail.issueId };
const people = 70;
const batch = 25;

describe("an editor at an issue that is being sent", () => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  const anIssue = async () => {
    const sending = await aSending(0, {}, defaultRequestTimeoutMs);
    const engine = await openStore(issuesTable);
    open.push(sending.close, engine.close);
    await inOneShard(sending.audience, people);
    const issues = issueStore(engine.table(issuesTable));
    await issues.put(anIssueOf(mail, { state: "draft" }), undefined);
    const deps = { ...sending.deps, ...renderDeps(mail), clock: sending.deps.clock, issues };
    const { issueId } = name;
    /** Sends; when so many requests have been made in all, `act` is done before the next. */
    let requests = 0;
    const send = async (after = Number.POSITIVE_INFINITY, act = async (): Promise<unknown> => undefined) => {
      const ses = beforeEachMail(deps.ses, async () => {
        if (++requests === after) await act();
      });
      const released = await releaseIssue(deps, name);
      if (!released.ok) throw new Error(released.reason);
      return sendIssue({ ...deps, ses }, released);
    };
    /** The subject that each address got, in the order in which SES took them. */
    const got = async () => (await sending.local.accepted()).map(({ recipients, subject }) => [recipients[0], subject]);
    return { ...sending, deps, issueId, issues, send, got };
  };
  const correct = async (deps: Awaited<ReturnType<typeof anIssue>>["deps"]) => {
    expect(await beginCorrection(deps, { ...name, words: { subject: "Corrected" } })).toMatchObject({ isNew: true });
    return correctIssue(deps, name);
  };
  const batchEnd = (requests: number) => Math.min(people, Math.ceil(requests / batch) * batch);

  it.each([1, 25, 26, 49])(
    "pauses, corrects and continues with request %i under way: each gets one revision",
    async (at) => {
      const { deps, issueId, send, got } = await anIssue();
      const before = batchEnd(at);
      expect(await send(at, () => pauseIssue(deps, issueId))).toMatchObject({
        ok: false,
        reason: "editor",
        tally: { audience: people, sent: before, pending: people - before },
      });
      expect(await send()).toMatchObject({ ok: false, reason: "editor", tally: { sent: before } });
      expect(await got()).toHaveLength(before);
      await beginCorrection(deps, { ...name, words: { subject: "Corrected" } });
      expect(await resumeIssue(deps, { issueId })).toEqual({ lifted: ["editor"], standing: ["correction"] });
      expect(await send()).toMatchObject({ ok: false, reason: "correction", tally: { sent: before } });
      expect(await correctIssue(deps, name)).toMatchObject({ rendition: { revision: 2, subject: "Corrected" } });
      expect(await send()).toMatchObject({ ok: true, tally: { audience: people, sent: people } });
      const mails = await got();
      expect(new Set(mails.map(([address]) => address)).size).toBe(people);
      expect(mails).toHaveLength(people);
      expect(mails.map(([, subject]) => subject === "Corrected")).toEqual(mails.map((_, place) => place >= before));
      expect((await deps.issues.get(name.newsletterId, issueId))?.issue).toMatchObject({
        revision: 2,
        subject: "Corrected",
      });
      expect(await beginCorrection(deps, name)).toMatchObject({ ok: false, reason: "over" });
    },
  );

  it.each([3, 50])(
    "is corrected while it is being sent, with request %i under way, and goes on by itself",
    async (at) => {
      const { deps, send, got } = await anIssue();
      const sent = await send(at, () => correct(deps));
      expect(sent).toMatchObject({ ok: true, tally: { sent: people } });
      expect((await got()).map(([, subject]) => subject === "Corrected")).toEqual(
        Array.from({ length: people }, (_, place) => place >= batchEnd(at)),
      );
    },
  );

  it.each([2, 30])(
    "is cancelled with request %i under way: nobody else gets it, and the sums are exact",
    async (at) => {
      const { deps, issueId, send, got } = await anIssue();
      const before = batchEnd(at);
      expect(await send(at, () => cancelSending(deps, issueId))).toMatchObject({
        ok: false,
        reason: "cancelled",
        tally: { audience: people, sent: before, skipped: people - before, pending: 0 },
      });
      expect(await deps.runs.get(issueId)).toMatchObject({ settled: "cancelled" });
      expect(await send()).toMatchObject({ ok: false, reason: "cancelled", tally: { sent: before } });
      expect(await got()).toHaveLength(before);
      expect(await cancelSending(deps, issueId)).toEqual({ ok: true, isNew: false });
      expect(await pauseIssue(deps, issueId)).toEqual({ ok: false, reason: "over" });
    },
  );

  it("lifts only what it is told to", async () => {
    const { deps, issueId, send } = await anIssue();
    await send(1, () => pauseIssue(deps, issueId));
    await deps.runs.pause(issueId, "reputation", deps.clock(), "bounces");
    await deps.runs.pause(issueId, "quota", deps.clock());
    expect(await resumeIssue(deps, { issueId })).toEqual({ lifted: ["editor"], standing: ["quota", "reputation"] });
    expect(await resumeIssue(deps, { issueId, causes: ["reputation"] })).toEqual({
      lifted: ["reputation"],
      standing: ["quota"],
    });
    expect(await deps.runs.get(issueId)).toMatchObject({ bouncesSeenAt: deps.clock() });
    await expect(pauseIssue(deps, "nothing")).rejects.toThrow("never sent");
  });
});
