import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliverabilityLine } from "../../functions/delivery/deliverability.ts";
import { readDeliverability } from "../../functions/delivery/read-deliverability.ts";
import { sendIssue } from "../../functions/delivery/send-issue.ts";
import { takeInEvents } from "../../functions/delivery/take-in-events.ts";
import { defaultRequestTimeoutMs } from "../../functions/mail/ses-client.ts";
import { type Hearing, hearEvents } from "../../local/events.ts";
import { sampleSubscribers } from "../../local/sample/subscribers.ts";
import type { SettingsInput } from "../../local/ses/settings.ts";
import { at, clock, idKey, subscribe } from "../support/audience.ts";
import { aSending } from "../support/delivery.ts";
import { aNewsletter, aRendition } from "../support/mail.ts";
import { planAudience } from "../support/plan-audience.ts";

const first = aRendition();
const second = aRendition({ issueId: "flashbulb-20261031T0700Z" });
const newsletter = aNewsletter();

/** The sample's people who get mail, the mailboxes of SES's simulator among them; their feedback is heard. */
const theSample = async (settings: SettingsInput = {}) => {
  const sending = await aSending(0, settings, defaultRequestTimeoutMs);
  const people = sampleSubscribers.filter(
    ({ state, preferences }) => state === "confirmed" && !preferences.pausedUntil,
  );
  const ids = new Map<string, string>();
  for (const { address } of people) ids.set(address, await subscribe(sending.audience, { address }));
  const { events, stream } = sending;
  const { audience } = sending;
  const hearing = hearEvents({
    endpoint: sending.local.endpoint,
    takeIn: (heard) => takeInEvents({ audience, events, stream, idKey, clock }, heard),
    say: (line) => expect.unreachable(line),
  });
  const send = (rendition: typeof first) => sendIssue(sending.deps, { newsletter, rendition });
  const suppressed = async () => {
    const found = await audience.suppressions([...ids.values()]);
    return Object.fromEntries(
      [...ids].flatMap(([address, id]) => (found.has(id) ? [[address, found.get(id)?.reason]] : [])),
    );
  };
  const sums = async (issueId: string, sent: number) =>
    deliverabilityLine(await readDeliverability({ events }, issueId), sent);
  const messageTo = async (address: string) => {
    const message = (await sending.local.accepted()).find(({ recipients }) => recipients[0] === address);
    if (!message) throw new Error("no such message");
    return message;
  };
  return { ...sending, ids, hearing, send, suppressed, sums, messageTo, count: people.length };
};

describe("what receivers answer", () => {
  let sample: Awaited<ReturnType<typeof theSample>>;
  let hearing: Hearing;
  const open = async (settings?: SettingsInput) => {
    sample = await theSample(settings);
    hearing = sample.hearing;
  };
  beforeEach(() => open());
  afterEach(async () => {
    await hearing.stop();
    await sample.close();
  });

  it("suppresses who bounced and who complained, and the next issue goes to everybody else", async () => {
    const { count } = sample;
    expect(await sample.send(first)).toMatchObject({ ok: true, tally: { audience: count, sent: count } });
    await hearing.idle();
    expect(await sample.suppressed()).toEqual({
      "bounce@simulator.amazonses.com": "bounce",
      "complaint@simulator.amazonses.com": "complaint",
    });
    expect(await sample.sums(first.issueId, count)).toBe(`delivered ${count - 1}, bounced for good 1, called spam 1`);
    expect(await sample.send(second)).toMatchObject({ ok: true, tally: { audience: count - 2, sent: count - 2 } });
    const accepts = await sample.accepts();
    expect(accepts["bounce@simulator.amazonses.com"]).toBe(1);
    expect(accepts["success@simulator.amazonses.com"]).toBe(2);
  });

  it("skips them, and says that it does, in an issue whose audience was frozen before", async () => {
    const { deps, count } = sample;
    const next = { newsletterId: newsletter.id, issueId: second.issueId };
    await deps.runs.begin({ ...next, frozenAt: at });
    await planAudience(deps, { ...next, frozenAt: at });
    await sample.send(first);
    await hearing.idle();
    expect(await sample.send(second)).toMatchObject({ tally: { audience: count, sent: count - 2, skipped: 2 } });
  });

  it("has its effect when the mailbox's buttons say it, long after", async () => {
    await sample.send(first);
    await hearing.idle();
    const { endpoint } = sample.local;
    expect(endpoint.simulate(await sample.messageTo("o'malley@example.org"), "bounce")).toBe(true);
    expect(endpoint.simulate(await sample.messageTo("layla@example.net"), "complaint")).toBe(true);
    await hearing.idle();
    expect(await sample.suppressed()).toMatchObject({
      "o'malley@example.org": "bounce",
      "layla@example.net": "complaint",
    });
    expect(await sample.sums(first.issueId, sample.count)).toBe(
      `delivered ${sample.count - 2}, bounced for good 2, called spam 2`,
    );
  });

  it("comes to the same when events come twice and out of order", async () => {
    const { count } = sample;
    await hearing.stop();
    await sample.close();
    await open({ events: { twice: 0.5, shuffleSeconds: 0.2 } });
    await sample.send(first);
    const expected = `delivered ${count - 1}, bounced for good 1, called spam 1`;
    await expect.poll(() => sample.sums(first.issueId, count), { timeout: 5_000 }).toBe(expected);
    expect(Object.keys(await sample.suppressed())).toHaveLength(2);
  });
});
