import PostalMime from "postal-mime";
import { afterEach, describe, expect, it } from "vitest";
import { unsubscribe } from "../../functions/audience/unsubscribe.ts";
import { verifyToken } from "../../functions/core/signed-link.ts";
import { addMilliseconds } from "../../functions/core/time.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { redriveIssue } from "../../functions/delivery/redrive-issue.ts";
import { type SendResult, sendIssue } from "../../functions/delivery/send-issue.ts";
import type { Tally } from "../../functions/delivery/tally.ts";
import { sesClient } from "../../functions/mail/ses-client.ts";
import { at, keyring, subscribe } from "../support/audience.ts";
import { aSending, sendingAt } from "../support/delivery.ts";
import { aNewsletter, aRendition } from "../support/mail.ts";
import { planAudience } from "../support/plan-audience.ts";
import { credentials } from "../support/ses.ts";

const rendition = aRendition();
const input = { newsletter: aNewsletter(), rendition };
const { issueId } = rendition;
const tally = (result: SendResult): Partial<Tally> => ("tally" in result ? result.tally : {});
const later = addMilliseconds(sendingAt, sendingTimes().leaseMs + 1);

describe("sending an issue", () => {
  let sending: Awaited<ReturnType<typeof aSending>>;
  afterEach(() => sending.close());

  it("reaches everybody eligible once, and a second time nobody", async () => {
    sending = await aSending(60);
    const { deps, audience, ids } = sending;
    await unsubscribe(deps, { newsletterId: "flashbulb", subscriberId: ids[0] as string });
    await audience.suppress(ids[1] as string, "complaint", at);
    await audience.setPreferences("flashbulb", ids[2] as string, { variant: "everything", pausedUntil: later });
    await audience.setPreferences("flashbulb", ids[3] as string, {
      variant: "everything",
      pausedUntil: "2026-10-01T00:00:00.000Z",
    });
    const first = await sendIssue(deps, input);
    expect(first).toEqual({
      ok: true,
      state: "done",
      tally: { audience: 57, sent: 57, rejected: 0, skipped: 0, unknown: 0, pending: 0 },
    });
    expect(await sendIssue(deps, input)).toEqual(first);
    const accepts = await sending.accepts();
    expect(Object.keys(accepts)).toHaveLength(57);
    expect(new Set(Object.values(accepts))).toEqual(new Set([1]));
    for (const out of [0, 1, 2]) expect(Object.keys(accepts)).not.toContain(`r${out}@example.com`);
    expect(await deps.runs.get(issueId)).toMatchObject({ settled: "done", audience: 57 });
  });

  it("gives each recipient a mail of their own: name, links, delivery id", async () => {
    sending = await aSending(10);
    await sendIssue({ ...sending.deps, configurationSet: "letters" }, input);
    const seen = new Set<string>();
    for (const message of await sending.local.accepted()) {
      const mail = await PostalMime.parse(sending.local.endpoint.messages.mail(message) as Buffer);
      const number = message.recipients[0]?.match(/\d+/)?.[0];
      expect(mail.to).toEqual([{ name: `Reader ${number}`, address: `r${number}@example.com` }]);
      const token = /unsubscribe\/([\w-]+)>/.exec(
        mail.headers.find(({ key }) => key === "list-unsubscribe")?.value ?? "",
      )?.[1];
      expect(mail.html).toContain(`https://flashbulb.example/unsubscribe/${token}`);
      const verified = verifyToken(keyring, "unsubscribe", token ?? "", 0);
      expect(verified).toMatchObject({
        ok: true,
        claim: { subscriberId: sending.ids[Number(number)], scope: `flashbulb.${issueId}` },
      });
      expect(message.deliveryId).toMatch(/^flashbulb-20261024T0600Z_[0-9a-f]_[0-9a-z]+_\d+_1$/);
      expect(message.configurationSet).toBe("letters");
      seen.add(message.deliveryId ?? "");
    }
    expect(seen.size).toBe(10);
  });

  it("sends each the variant they chose", async () => {
    sending = await aSending(1);
    await subscribe(sending.audience, { address: "photos@example.com", variant: "photos" });
    const photos = {
      ...rendition.bodies.photos,
      html: rendition.bodies.photos.html.replace("<body>", "<body>only photos"),
    };
    await sendIssue(sending.deps, { ...input, rendition: { ...rendition, bodies: { ...rendition.bodies, photos } } });
    for (const message of await sending.local.accepted()) {
      const html = (await PostalMime.parse(sending.local.endpoint.messages.mail(message) as Buffer)).html;
      expect(html?.includes("only photos")).toBe(message.recipients[0] === "photos@example.com");
    }
  });

  it("shows sums that add up at every moment", async () => {
    sending = await aSending(40);
    sending.local.endpoint.faults.set([{ effect: "internal-failure", share: 0.3 }]);
    const shown: Tally[] = [];
    await sendIssue({ ...sending.deps, onProgress: (each) => shown.push(each) }, input);
    expect(shown.length).toBeGreaterThanOrEqual(40);
    for (const { audience, sent, rejected, skipped, unknown, pending } of shown)
      expect(sent + rejected + skipped + unknown + pending).toBe(audience);
    expect(shown.at(-1)?.pending).toBe(0);
  });

  it("refuses without a postal address, and changes nothing", async () => {
    sending = await aSending(2);
    const newsletter = aNewsletter({ postalAddress: undefined });
    expect(await sendIssue(sending.deps, { ...input, newsletter })).toEqual({ ok: false, reason: "no-postal-address" });
    expect(await sending.deps.runs.get(issueId)).toBeUndefined();
    expect(await sending.accepts()).toEqual({});
  });

  it("sends nothing to who unsubscribes, or is suppressed, after the audience was frozen", async () => {
    sending = await aSending(20);
    const { deps, ids } = sending;
    await deps.runs.begin({ issueId, newsletterId: "flashbulb", frozenAt: at });
    await planAudience(deps, { newsletterId: "flashbulb", issueId, frozenAt: at });
    await unsubscribe(deps, { newsletterId: "flashbulb", subscriberId: ids[4] as string });
    await deps.audience.suppress(ids[5] as string, "bounce", at);
    await subscribe(deps.audience, { address: "late@example.com" });
    expect(tally(await sendIssue(deps, input))).toMatchObject({ audience: 20, sent: 18, skipped: 2 });
    const reached = Object.keys(await sending.accepts());
    for (const out of ["r4@example.com", "r5@example.com", "late@example.com"]) expect(reached).not.toContain(out);
  });

  it("keeps to the account's rate", async () => {
    sending = await aSending(100, { ratePerSecond: 20, burstSeconds: 1000 });
    const started = sending.deps.timer.now();
    expect(tally(await sendIssue(sending.deps, input))).toMatchObject({ sent: 100 });
    const seconds = (sending.deps.timer.now() - started) / 1000;
    expect(seconds).toBeGreaterThan(100 / 20 / 1.1);
    expect(seconds).toBeLessThan(100 / 20 / 0.7);
  });

  it("loses nobody to throttling, and fails nobody for it", async () => {
    sending = await aSending(60);
    sending.local.endpoint.faults.set([{ effect: "throttle", share: 0.4 }]);
    expect(await sendIssue(sending.deps, input)).toMatchObject({ ok: true, tally: { sent: 60, pending: 0 } });
    expect(Object.values(await sending.accepts()).every((count) => count === 1)).toBe(true);
  });

  it("stops at the day's quota, says so, and goes on when asked again", async () => {
    sending = await aSending(60, { dailyQuota: 25 });
    const stopped = await sendIssue(sending.deps, input);
    expect(stopped).toMatchObject({
      ok: false,
      reason: "quota",
      tally: { sent: 25, pending: 35, rejected: 0, unknown: 0 },
    });
    expect(await sending.deps.runs.get(issueId)).toMatchObject({ causes: { quota: { since: sendingAt } } });
    sending.local.endpoint.configure({ dailyQuota: 1000 });
    expect(await sendIssue(sending.deps, input)).toMatchObject({ ok: true, tally: { sent: 60 } });
    expect(new Set(Object.values(await sending.accepts()))).toEqual(new Set([1]));
    const run = await sending.deps.runs.get(issueId);
    expect(run).toMatchObject({ settled: "done", causes: {} });
  });

  it.each([
    ["internal-failure", true],
    ["internal-failure", false],
    ["drop", true],
    ["unreadable", true],
    ["hang", true],
  ] as const)("sends nobody again whose outcome is unknown: %s, accepted: %s", async (effect, accepted) => {
    sending = await aSending(30);
    sending.local.endpoint.faults.set([{ effect, accepted, recipient: "r1*@example.com", times: 4 }]);
    expect(await sendIssue(sending.deps, input)).toMatchObject({
      ok: true,
      state: "done-with-unknown",
      tally: { sent: 26, unknown: 4 },
    });
    expect(await sendIssue(sending.deps, input)).toMatchObject({ ok: true, tally: { sent: 26, unknown: 4 } });
    const accepts = await sending.accepts();
    expect(Object.keys(accepts)).toHaveLength(accepted ? 30 : 26);
    expect(new Set(Object.values(accepts))).toEqual(new Set([1]));
  });

  it("stops when more than half of what it sends comes to nothing known", async () => {
    sending = await aSending(100);
    sending.local.endpoint.faults.set([{ effect: "internal-failure" }]);
    const result = await sendIssue(sending.deps, input);
    expect(result).toMatchObject({ ok: false, reason: "errors" });
    expect(tally(result).unknown).toBeLessThanOrEqual(30);
  });

  it("rejects the one whom SES refuses, and sends to the others", async () => {
    sending = await aSending(30);
    sending.local.endpoint.faults.set([
      { effect: "refuse", code: "InvalidParameterValue", recipient: "r7@example.com" },
    ]);
    expect(await sendIssue(sending.deps, input)).toMatchObject({
      ok: true,
      state: "done",
      tally: { sent: 29, rejected: 1 },
    });
  });

  it("rejects nobody for what is the issue's fault", async () => {
    for (const fault of [
      { effect: "refuse", code: "ConfigurationSetDoesNotExist" },
      { effect: "refuse", code: "MessageRejected", message: "Email address is not verified." },
      { effect: "refuse", code: "MessageRejected", message: "Something is wrong with all of them." },
      { effect: "refuse", code: "AccountSendingPausedException" },
    ] as const) {
      sending = await aSending(20);
      sending.local.endpoint.faults.set([fault]);
      const reason = fault.code.startsWith("Account") ? "reputation" : "errors";
      expect(await sendIssue(sending.deps, input)).toMatchObject({
        ok: false,
        reason,
        tally: { pending: 20, rejected: 0, unknown: 0 },
      });
      sending.local.endpoint.faults.set([]);
      expect(await sendIssue(sending.deps, input)).toMatchObject({ ok: true, tally: { sent: 20 } });
      if (fault.code !== "AccountSendingPausedException") await sending.close();
    }
  });

  it("rejects who cannot be rendered, and sends to the others", async () => {
    sending = await aSending(5);
    const bad = {
      id: "8".repeat(26),
      newsletterId: "flashbulb",
      address: "a@example.com\r\nBcc: x@example.com",
      state: "confirmed",
      confirmedAt: at,
      preferences: { variant: "everything" },
    } as const;
    await sending.audience.add(bad);
    expect(await sendIssue(sending.deps, input)).toMatchObject({
      ok: true,
      tally: { audience: 6, sent: 5, rejected: 1 },
    });
  });

  it("rejects nobody when nothing can be rendered: that is a defect, and it says so", async () => {
    sending = await aSending(3);
    const personal = () => ({ links: { unsubscribeUrl: "javascript:x", preferencesUrl: "", viewUrl: "" } });
    await expect(sendIssue({ ...sending.deps, personal }, input)).rejects.toThrow("link");
    expect(await sendIssue(sending.deps, input)).toMatchObject({ ok: true, tally: { sent: 3 } });
  });

  it("gives up for now when SES cannot be reached, with everybody pending", async () => {
    sending = await aSending(8);
    const gone = sesClient({ region: "eu-west-1", endpoint: "http://127.0.0.1:9", credentials });
    const send = sending.deps.ses.send.bind(sending.deps.ses);
    const ses = Object.create(gone, { send: { value: send } });
    expect(await sendIssue({ ...sending.deps, ses }, input)).toMatchObject({
      ok: false,
      reason: "unreachable",
      tally: { pending: 8 },
    });
    expect(await sendIssue(sending.deps, input)).toMatchObject({ ok: true, tally: { sent: 8 } });
  });

  it("leaves alone what another process began, and calls it unknown when that cannot be at it any more", async () => {
    sending = await aSending(6);
    const { deps } = sending;
    const stopsAt = async () => {
      throw new Error("killed");
    };
    const dying = { ...deps, deliveries: { ...deps.deliveries, putResult: stopsAt } };
    await expect(sendIssue(dying, input)).rejects.toThrow("killed");
    const before = await sending.accepts();
    const soon = await sendIssue(deps, input);
    expect(soon).toMatchObject({ ok: false, reason: "in-flight" });
    sending.set(later);
    const done = await sendIssue(deps, input);
    expect(done).toMatchObject({ ok: true, state: "done-with-unknown" });
    expect((tally(done).sent ?? 0) + (tally(done).unknown ?? 0)).toBe(6);
    const accepts = await sending.accepts();
    for (const address of Object.keys(before)) expect(accepts[address]).toBe(1);
    expect(new Set(Object.values(accepts))).toEqual(new Set([1]));
  });

  it("knows by the written results who was sent, though their sender died before the claim said so", async () => {
    sending = await aSending(6);
    const { deps } = sending;
    const putResult: typeof deps.deliveries.putResult = async (...result) => {
      await deps.deliveries.putResult(...result);
      throw new Error("killed");
    };
    await expect(sendIssue({ ...deps, deliveries: { ...deps.deliveries, putResult } }, input)).rejects.toThrow(
      "killed",
    );
    sending.set(later);
    const done = await sendIssue(deps, input);
    expect(done).toMatchObject({ ok: true, state: "done", tally: { sent: 6, unknown: 0 } });
    expect(Object.values(await sending.accepts())).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it("leaves a chunk alone that failed five times, says so, and goes on when it is redriven", async () => {
    sending = await aSending(1);
    const { deps } = sending;
    const getMany = async () => {
      throw new Error("unreadable");
    };
    let now = sendingAt;
    const failing = { ...deps, audience: { ...deps.audience, getMany } };
    for (let turn = 0; turn < 5; turn++) {
      await sendIssue(failing, input).catch((error) => expect(error.message).toBe("unreadable"));
      now = addMilliseconds(now, sendingTimes().leaseMs);
      sending.set(now);
    }
    expect(await sendIssue(deps, input)).toMatchObject({
      ok: false,
      reason: "stuck",
      tally: { sent: 0 },
    });
    expect(await redriveIssue(deps, issueId)).toBe(1);
    expect(await sendIssue(deps, input)).toMatchObject({ ok: true, tally: { sent: 1 } });
  });

  it("mails everybody once when two processes send at the same time", async () => {
    sending = await aSending(80);
    const results = await Promise.all([sendIssue(sending.deps, input), sendIssue(sending.deps, input)]);
    const final = await sendIssue(sending.deps, input);
    expect(results.length).toBe(2);
    expect(final).toMatchObject({ ok: true, tally: { audience: 80, sent: 80 } });
    const accepts = await sending.accepts();
    expect(Object.keys(accepts)).toHaveLength(80);
    expect(new Set(Object.values(accepts))).toEqual(new Set([1]));
  });
});
