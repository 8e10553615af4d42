import { afterEach, describe, expect, it } from "vitest";
import { resumeIssue } from "../../functions/delivery/resume-issue.ts";
import { sendIssue } from "../../functions/delivery/send-issue.ts";
import { openSender } from "../../functions/delivery/sender.ts";
import { sweep } from "../../functions/delivery/sweep.ts";
import { takeInEvents } from "../../functions/delivery/take-in-events.ts";
import type { WorkMessage } from "../../functions/delivery/work-message.ts";
import { hearEvents } from "../../local/events.ts";
import { at, idKey } from "../support/audience.ts";
import { aSending } from "../support/delivery.ts";
import { aNewsletter, aRendition } from "../support/mail.ts";

const input = { newsletter: aNewsletter(), rendition: aRendition() };
const { issueId } = input.rendition;

/** What goes to SES's simulator does not count. */
const toMailboxes = (sent: number) => 0.9 * sent;

describe("an issue that bounces too much", () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** So many readers, every tenth of whom has no mailbox any more, and an account whose day ends after a thousand. */
  const aSendingTo = async (people: number) => {
    const sending = await aSending(0, { dailyQuota: toMailboxes(1_000) }, 5_000);
    const { audience, events, stream, local } = sending;
    const deps = { ...sending.deps, strict: false };
    const readers = Array.from({ length: people }, (_, n) => ({
      ...{ id: `4${String(n).padStart(25, "0")}`, newsletterId: "flashbulb", confirmedAt: at },
      ...{ address: n % 10 === 0 ? `bounce+${n}@simulator.amazonses.com` : `r${n}@example.com` },
      ...{ state: "confirmed" as const, preferences: { variant: "everything" as const } },
    }));
    for (let first = 0; first < people; first += 100)
      await Promise.all(readers.slice(first, first + 100).map((each) => audience.add(each)));
    const hearing = hearEvents({
      endpoint: local.endpoint,
      takeIn: (heard) => takeInEvents({ audience, events, stream, idKey, clock: deps.clock }, heard),
      say: (line) => expect.unreachable(line),
    });
    closing.push(hearing.stop, sending.close);
    const own = { ...deps, newsletters: sending.newsletters, onMoved: () => undefined };
    const put: WorkMessage[] = [];
    const queue = { put: async (messages: readonly WorkMessage[]) => void put.push(...messages) };
    const look = () => sweep({ ...own, queue, sender: openSender(own) });
    return { deps, local, hearing, look, put, send: () => sendIssue(deps, input) };
  };

  it("pauses by itself as soon as SES has told of it, and goes on when a person says so", async () => {
    const { deps, local, hearing, look, put, send } = await aSendingTo(1_050);
    const stopped = await send();
    if (!("tally" in stopped)) throw new Error("it did not begin");
    const { tally } = stopped;
    expect(stopped).toMatchObject({ reason: "quota" });
    expect(tally.sent).toBeGreaterThanOrEqual(1_000);
    expect(tally.pending).toBeGreaterThan(0);
    await hearing.idle();
    local.endpoint.configure({ dailyQuota: 10_000 });
    await look();
    expect(Object.keys((await deps.runs.get(issueId))?.causes ?? {})).toEqual(["reputation"]);
    expect(put).toEqual([]);
    expect(await send()).toMatchObject({ reason: "reputation", tally });
    await resumeIssue(deps, { issueId, causes: ["reputation"] });
    expect(await send()).toMatchObject({ ok: true, tally: { sent: 1_050, pending: 0 } });
  });
});
