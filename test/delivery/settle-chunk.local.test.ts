import { afterEach, describe, expect, it } from "vitest";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import { evidenceMark } from "../../functions/delivery/evidence.ts";
import { resendUnknown } from "../../functions/delivery/resend-unknown.ts";
import { sendIssue } from "../../functions/delivery/send-issue.ts";
import { settleIssue } from "../../functions/delivery/settle-issue.ts";
import { storeStreamState } from "../../functions/delivery/store-stream-state.ts";
import { takeInEvents } from "../../functions/delivery/take-in-events.ts";
import { type Hearing, hearEvents } from "../../local/events.ts";
import type { FaultInput } from "../../local/ses/fault.ts";
import type { SettingsInput } from "../../local/ses/settings.ts";
import { idKey } from "../support/audience.ts";
import { aSending, inOneShard, sendingAt } from "../support/delivery.ts";
import { aNewsletter, aRendition } from "../support/mail.ts";

const input = { newsletter: aNewsletter(), rendition: aRendition() };
const { issueId } = input.rendition;
const simulator = "success@simulator.amazonses.com";

/** An issue for so many whose events come, on clocks that stand where they are set. */
const aHeardSending = async (people: number, settings: SettingsInput = {}) => {
  const sending = await aSending(people, settings, 1_500);
  const { events, stream, audience } = sending;
  const deps = { ...sending.deps, stream, strict: false };
  const takeIn = { audience, events, stream, idKey, clock: deps.clock };
  let hearing: Hearing | undefined;
  const hear = () => {
    hearing = hearEvents({
      endpoint: sending.local.endpoint,
      takeIn: (heard) => takeInEvents(takeIn, heard),
      say: (line) => expect.unreachable(line),
    });
  };
  hear();
  return {
    ...sending,
    deps,
    heard: async () => hearing?.idle(),
    deaf: async () => hearing?.stop(),
    hear,
    fail: (...faults: FaultInput[]) => sending.local.endpoint.faults.set(faults),
    /** Sends, settles and hears as a sweep does, so many minutes after the beginning. */
    async after(minutes: number, seen: { deadLetters?: number; oldestEventMs?: number } = {}) {
      sending.set(addMilliseconds(sendingAt, minutes * minute));
      await storeStreamState(deps, { deadLetters: 0, oldestEventMs: 0, ...seen });
      const result = await sendIssue(deps, input);
      await hearing?.idle();
      return result;
    },
    async mails() {
      const { [simulator]: probes = 0, ...accepts } = await sending.accepts();
      return { probes, reached: Object.keys(accepts).length, most: Math.max(...Object.values(accepts)) };
    },
    async close() {
      await hearing?.stop();
      await sending.close();
    },
  };
};

describe("who is in doubt", () => {
  let sending: Awaited<ReturnType<typeof aHeardSending>>;
  afterEach(() => sending.close());
  const open = async (people: number, settings?: SettingsInput) => {
    sending = await aHeardSending(people, settings);
  };

  it.each([
    ["hang", {}],
    ["internal-failure", {}],
    ["drop", {}],
    ["internal-failure", { events: { twice: 1, shuffleSeconds: 0.1 } }],
  ] as const)("is sent when SES had taken the mail and an event says so: %s %o", async (effect, settings) => {
    await open(30, settings);
    sending.fail({ effect, accepted: true, recipient: "r1*@example.com", times: 4 });
    await expect
      .poll(() => sending.after(0), { timeout: 40_000 })
      .toMatchObject({ ok: true, state: "done", tally: { sent: 30, unknown: 0 } });
    expect(sending.local.endpoint.faults.list()[0]?.struck).toBe(4);
    expect(await sending.mails()).toEqual({ probes: 0, reached: 30, most: 1 });
  });

  it("is mailed once more when no mail was made, and that is proven", async () => {
    await open(26);
    sending.fail({ effect: "internal-failure", recipient: "r1*@example.com", times: 2 });
    expect(await sending.after(0)).toMatchObject({ reason: "settling", tally: { sent: 24, pending: 2 } });
    expect((await sending.mails()).probes).toBe(0);
    expect(await sending.after(14)).toMatchObject({ reason: "settling" });
    expect((await sending.mails()).probes).toBe(0);
    expect(await sending.after(16)).toMatchObject({ reason: "settling" });
    expect((await sending.mails()).probes).toBe(1);
    expect(await sending.after(17)).toMatchObject({ reason: "settling" });
    expect(await sending.after(19)).toMatchObject({ reason: "settling" });
    expect(await sending.after(21)).toMatchObject({ ok: true, tally: { sent: 26, unknown: 0 } });
    expect(await sending.mails()).toEqual({ probes: 1, reached: 26, most: 1 });
  });

  it("is mailed once more beside companions when too few others were sent to prove anything", async () => {
    await open(10);
    sending.fail({ effect: "internal-failure", recipient: "r1@example.com", times: 1 });
    for (const minutes of [0, 1]) await sending.after(minutes);
    expect((await sending.mails()).probes).toBe(0);
    for (const minutes of [2, 3]) await sending.after(minutes);
    expect(await sending.mails()).toEqual({ probes: 20, reached: 9, most: 1 });
    for (const minutes of [16, 17, 19]) expect(await sending.after(minutes)).toMatchObject({ reason: "settling" });
    expect(await sending.after(21)).toMatchObject({ ok: true, tally: { sent: 10, unknown: 0 } });
    expect(await sending.mails()).toEqual({ probes: 21, reached: 10, most: 1 });
  });

  it("is not mailed again when the events of its companions are missing", async () => {
    await open(10);
    sending.fail({ effect: "internal-failure", recipient: "r1@example.com", times: 1 });
    await sending.after(0);
    sending.local.endpoint.configure({ events: { lost: 1 } });
    await sending.after(2);
    sending.local.endpoint.configure({ events: { lost: 0 } });
    for (const minutes of [16, 17, 21, 79]) expect(await sending.after(minutes)).toMatchObject({ reason: "settling" });
    expect(await sending.after(80)).toMatchObject({ state: "done-with-unknown", tally: { sent: 9, unknown: 1 } });
    expect(await sending.mails()).toEqual({ probes: 20, reached: 9, most: 1 });
  });

  it("is unknown after four times the grace when nobody was there in time to send it companions", async () => {
    await open(10);
    sending.fail({ effect: "internal-failure", recipient: "r1@example.com" });
    await sending.after(0);
    for (const minutes of [5, 16, 21, 79]) expect(await sending.after(minutes)).toMatchObject({ reason: "settling" });
    expect(await sending.after(80)).toMatchObject({ state: "done-with-unknown", tally: { sent: 9, unknown: 1 } });
    expect((await sending.mails()).probes).toBe(0);
  });

  it.each([
    ["dead letters wait", { deadLetters: 1 }],
    ["an event waits for more than a minute", { oldestEventMs: 61_000 }],
  ])("is not mailed again while %s", async (_, seen) => {
    await open(25);
    sending.fail({ effect: "internal-failure", recipient: "r1@example.com", times: 1 });
    for (const minutes of [0, 16, 21, 40]) await sending.after(minutes, seen);
    expect(await sending.mails()).toMatchObject({ reached: 24 });
    for (const minutes of [41, 42, 43]) await sending.after(minutes);
    expect(await sending.mails()).toMatchObject({ reached: 25, most: 1 });
  });

  it("is not mailed again when the events of others are missing, nor when the probe's is", async () => {
    await open(30, { events: { lost: 0.3 } });
    sending.fail({ effect: "internal-failure", accepted: true, recipient: "r1*@example.com", times: 3 });
    for (const minutes of [0, 16, 17, 21, 81]) await sending.after(minutes);
    expect(await sending.mails()).toMatchObject({ probes: 0, most: 1 });
    await sending.close();
    await open(30);
    sending.fail({ effect: "internal-failure", recipient: "r1@example.com" });
    await sending.after(0);
    await sending.deaf();
    for (const minutes of [16, 17, 21, 22, 23]) await sending.after(minutes);
    expect(await sending.mails()).toEqual({ probes: 2, reached: 29, most: 1 });
  });

  it("is sent by an event that came after everybody gave up", async () => {
    await open(30);
    await sending.deaf();
    sending.local.endpoint.configure({ events: { delaySeconds: 0.3 } });
    sending.hear();
    sending.fail({ effect: "drop", accepted: true, recipient: "r7@example.com" });
    const strict = { ...sending.deps, strict: true };
    expect(await sendIssue(strict, input)).toMatchObject({ tally: { unknown: 1 } });
    await expect
      .poll(() => sending.after(1), { timeout: 40_000 })
      .toMatchObject({ state: "done", tally: { sent: 30 } });
  });

  it("has no second mail when the first one's event comes before it", async () => {
    await open(26);
    sending.fail({ effect: "internal-failure", recipient: "r1@example.com" });
    for (const minutes of [0, 16, 17]) await sending.after(minutes);
    sending.fail({ effect: "throttle" });
    await sending.after(21);
    const [place] = await pendingAgain();
    expect(place).toMatchObject({ try: 2 });
    if (!place) return;
    await sending.events.addEvidence({
      ...place,
      kinds: { delivered: new Set([evidenceMark({ index: place.index, try: 1 })]) },
    });
    sending.fail();
    expect(await sending.after(22)).toMatchObject({ ok: true, tally: { sent: 26 } });
    expect(await sending.mails()).toMatchObject({ reached: 25, most: 1 });
  });

  it("has no second mail when the sender of the first writes its result only now", async () => {
    await open(26);
    sending.fail({ effect: "internal-failure", recipient: "r1@example.com" });
    for (const minutes of [0, 16, 17]) await sending.after(minutes);
    sending.fail({ effect: "throttle" });
    await sending.after(21);
    const [place] = await pendingAgain();
    expect(place).toMatchObject({ try: 2 });
    if (!place) return;
    const { deliveries } = sending.deps;
    const claim = await deliveries.claim(place);
    if (!claim) return expect.unreachable();
    const result = { intentAt: sendingAt, revision: 1, messageIds: { [place.index]: "m1" } };
    await deliveries.putResult(place, { ...claim, fence: claim.fence - 1 }, result);
    sending.fail();
    expect(await sending.after(22)).toMatchObject({ ok: true, tally: { sent: 26 } });
    expect(await sending.mails()).toMatchObject({ reached: 25, most: 1 });
  });

  it("is mailed again by an editor's word, at most five times in all, and never when it is known to be sent", async () => {
    await open(12);
    sending.fail({ effect: "internal-failure", recipient: "r1@example.com" });
    const strict = { ...sending.deps, strict: true, onMoved: () => undefined, newsletters: sending.newsletters };
    expect(await sendIssue(strict, input)).toMatchObject({ tally: { sent: 11, unknown: 1 } });
    for (const next of [2, 3, 4, 5]) {
      expect(await resendUnknown(strict, issueId)).toMatchObject({ resent: [{ try: next }], left: 0 });
      expect(await sendIssue(strict, input)).toMatchObject({ tally: { sent: 11, unknown: 1 } });
    }
    expect(await resendUnknown(strict, issueId)).toEqual({ resent: [], left: 0 });
    expect(await settleIssue(strict, issueId)).toEqual({ by: {}, left: 1 });
  });

  it("costs no write while nothing can be settled", async () => {
    await open(30);
    sending.fail({ effect: "internal-failure", recipient: "r1@example.com" });
    await sending.after(0);
    let writes = 0;
    const { putClaim } = sending.deps.deliveries;
    const deliveries: typeof sending.deps.deliveries = {
      ...sending.deps.deliveries,
      putClaim: (...claim) => {
        writes++;
        return putClaim.apply(sending.deps.deliveries, claim);
      },
    };
    await sendIssue({ ...sending.deps, deliveries }, input);
    expect(writes).toBe(0);
  });

  it("is left alone by who disagrees with the store about the time, and nobody is mailed", async () => {
    await open(5);
    const storeTime = () => ({ now: sendingAt, agrees: false });
    expect(await sendIssue({ ...sending.deps, storeTime }, input)).toMatchObject({ ok: false, tally: { pending: 5 } });
    expect((await sending.mails()).reached).toBe(0);
    expect(await sending.after(0)).toMatchObject({ ok: true, tally: { sent: 5 } });
  });

  it("is given back when the answer to its intent is the first that shows another time, and nobody is mailed", async () => {
    await open(5);
    let jumped = false;
    const { putClaim } = sending.deps.deliveries;
    const deliveries: typeof sending.deps.deliveries = {
      ...sending.deps.deliveries,
      async putClaim(place, before, after) {
        const holds = await putClaim.call(sending.deps.deliveries, place, before, after);
        jumped ||= after.recipients.some(({ state }) => state === "intent");
        return holds;
      },
    };
    const storeTime = () => ({ now: sendingAt, agrees: !jumped });
    const result = await sendIssue({ ...sending.deps, deliveries, storeTime }, input);
    expect(result).toMatchObject({ ok: false, tally: { pending: 5 } });
    expect((await sending.mails()).reached).toBe(0);
    expect(await sending.after(0)).toMatchObject({ ok: true, tally: { sent: 5 } });
  });

  it("of being refused is rejected when SES takes a probe, though nobody else was sent", async () => {
    await open(2);
    sending.fail({ effect: "refuse", code: "InvalidParameterValue", recipient: "r*@example.com" });
    expect(await sending.after(0)).toMatchObject({ ok: true, tally: { sent: 0, rejected: 2 } });
    expect((await sending.mails()).probes).toBe(1);
  });

  it("of being refused is pending again when SES refuses the probe, and the issue waits for a person", async () => {
    await open(6);
    sending.fail({ effect: "refuse", code: "MessageRejected" });
    expect(await sending.after(0)).toMatchObject({ reason: "errors", tally: { rejected: 0, pending: 6 } });
    sending.fail();
    expect(await sending.after(2)).toMatchObject({ ok: true, tally: { sent: 6, rejected: 0 } });
  });

  it("of being refused keeps the rest of its chunk from being sent until that is explained", async () => {
    await open(0);
    await inOneShard(sending.audience, 60);
    const refusing = { effect: "refuse", code: "MessageRejected", recipient: "r*@example.com" } as const;
    sending.fail({ effect: "internal-failure", recipient: simulator }, refusing);
    for (const minutes of [0, 2]) expect(await sending.after(minutes)).toMatchObject({ ok: false });
    const [asked, refused] = sending.local.endpoint.faults.list();
    expect(asked?.struck).toBe(2);
    expect(refused?.struck).toBeLessThanOrEqual(25);
    sending.fail();
    expect(await sending.after(4)).toMatchObject({ ok: true, tally: { rejected: refused?.struck } });
  });

  const pendingAgain = async () => {
    const found = [];
    for (const shard of "0123456789abcdef")
      for await (const [chunk, { recipients }] of sending.deps.deliveries.claims(issueId, shard))
        for (const [index, { state, try: next }] of recipients.entries())
          if (state === "pending") found.push({ issueId, shard, chunk, index, try: next });
    return found;
  };
});
