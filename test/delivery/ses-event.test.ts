import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deliveryId } from "../../functions/delivery/delivery.ts";
import { deliveryPlace } from "../../functions/delivery/delivery-place.ts";
import { addressesOf, eventMeaning, placeOf } from "../../functions/delivery/event-meaning.ts";
import { readSesEvent, type SesEvent } from "../../functions/delivery/ses-event.ts";
import {
  aDelivery,
  bounceEvent,
  clickEvent,
  complaintEvent,
  delayEvent,
  deliveryEvent,
  eventMail,
  openEvent,
  rejectEvent,
  renderingFailureEvent,
  sendEvent,
  softBounceEvent,
  subscriptionEvent,
} from "../support/ses-events.ts";

const topicWorks = "Successfully validated SNS topic for Amazon SES event publishing.";

const read = (raw: unknown): SesEvent => {
  const result = readSesEvent(raw);
  if (!result.ok) throw new Error(result.reason);
  if (!result.event) throw new Error("no event");
  return result.event;
};
const meaning = (raw: unknown) => eventMeaning(read(raw));

const documented = [
  sendEvent(),
  deliveryEvent(),
  delayEvent(),
  bounceEvent(),
  complaintEvent(),
  rejectEvent(),
  renderingFailureEvent(),
  subscriptionEvent(),
  openEvent(),
  clickEvent(),
];

describe("an event of SES", () => {
  it.each(documented.map((event) => [event.eventType, event] as const))("%s is read as documented", (type, event) => {
    expect(read(event).type).toBe(type.replace(" ", ""));
  });

  it.each(documented.map((event) => [event.eventType, event] as const))(
    "%s is the same by either field name, as JSON, and in SNS's envelope",
    (_, { eventType, ...rest }) => {
      const event = read({ eventType, ...rest });
      const json = JSON.stringify({ eventType, ...rest });
      expect(read({ notificationType: eventType, ...rest })).toEqual(event);
      expect(read(json)).toEqual(event);
      expect(read(JSON.stringify({ Type: "Notification", TopicArn: "arn:…", Message: json }))).toEqual(event);
    },
  );

  it("may have fields that nobody knows yet, and lacks tags when it is an identity's notification", () => {
    const { tags: _, headers: __, ...mail } = eventMail();
    const { eventType, bounce } = bounceEvent();
    const event = read({ notificationType: eventType, mail, bounce: { ...bounce, somethingNew: [1] }, more: {} });
    expect(placeOf(event)).toBeUndefined();
    expect(eventMeaning(event)?.suppress).toBe("bounce");
  });

  it("may say its times without fractions, and in another zone", () => {
    expect(meaning(sendEvent({ timestamp: "2026-10-24T08:00:05+02:00" }))?.at).toBe("2026-10-24T06:00:05.000Z");
  });

  it.each([
    [topicWorks],
    [`${topicWorks}\n`],
    [JSON.stringify(topicWorks)],
    [{ Type: "Notification", TopicArn: "arn:…", Message: topicWorks }],
  ])("may be SES's word that the topic works, which is about no mail: %j", (raw) => {
    expect(readSesEvent(raw)).toEqual({ ok: true, event: undefined });
  });

  it.each([
    [`${topicWorks} And more`],
    [{ eventType: "Teleported", mail: eventMail() }],
    [{ mail: eventMail() }],
    [{ eventType: 7 }],
    [{ Type: "SubscriptionConfirmation", Message: "You have chosen to subscribe" }],
    [null],
    [[]],
    [""],
  ])("is no event that is known: %j", (raw) => {
    expect(readSesEvent(raw)).toEqual({ ok: false, reason: "unknown-type" });
  });

  it.each([
    [{ eventType: "Bounce", mail: eventMail() }],
    [{ eventType: "Send" }],
    [{ ...bounceEvent(), mail: eventMail({ timestamp: "soon" }) }],
    [bounceEvent({ bounce: { bounceType: "Bouncy" } })],
  ])("is unreadable when it lacks what it should have", (raw) => {
    expect(readSesEvent(raw)).toEqual({ ok: false, reason: "unreadable" });
  });

  it("never throws, whatever comes", () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...documented), (junk, event) => {
        for (const raw of [junk, JSON.stringify(junk), { ...event, mail: junk }, { ...event, bounce: junk }])
          expect(typeof readSesEvent(raw).ok).toBe("boolean");
      }),
    );
  });
});

describe("what an event means", () => {
  const people = { to: "ada@example.com" };

  it.each([
    ["a send", sendEvent(), { evidence: "sent" }],
    ["a delivery", deliveryEvent(), { evidence: "delivered" }],
    ["a delay", delayEvent(), { evidence: "delayed" }],
    ["a virus", rejectEvent(), { evidence: "rejected" }],
    ["a template that fails", renderingFailureEvent(), { evidence: "rejected" }],
    ["a hard bounce", bounceEvent(), { evidence: "bounced", bounce: "hard", suppress: "bounce" }],
    ["a full mailbox", softBounceEvent(), { evidence: "bounced", bounce: "soft" }],
    ["an undetermined bounce", bounceEvent({ bounce: { bounceType: "Undetermined" } }), { bounce: "soft" }],
    ["a complaint", complaintEvent(), { evidence: "complained", suppress: "complaint" }],
    ["an unsubscribe by SES's list", subscriptionEvent(), { evidence: "sent", unsubscribes: true }],
  ])("%s", (_, raw, expected) => {
    expect(meaning(raw)).toMatchObject(expected);
  });

  it.each(["Suppressed", "OnAccountSuppressionList", "UnsubscribedRecipient"])(
    "a bounce because SES withholds it (%s) counts against nobody",
    (bounceSubType) => {
      const found = meaning(bounceEvent({ bounce: { bounceSubType } }));
      expect(found).toMatchObject({ evidence: "bounced" });
      expect(found?.bounce ?? found?.suppress).toBeUndefined();
      expect(found?.answer?.words).toMatch(/^Amazon SES did not try/);
    },
  );

  it("a complaint because the account suppresses the address is none, and not-spam is the opposite of one", () => {
    for (const complaint of [{ complaintSubType: "OnAccountSuppressionList" }, { complaintFeedbackType: "not-spam" }])
      expect(meaning(complaintEvent({ complaint }))?.suppress).toBeUndefined();
  });

  it("an answer from a holiday is no bounce", () => {
    const simulator = {
      bounceType: "Transient",
      bounceSubType: "General",
      bouncedRecipients: [{ emailAddress: "a@b.example" }],
    };
    const real = { bounceType: "Undetermined", bounceSubType: "Undetermined", bouncedRecipients: [] };
    for (const bounce of [simulator, real])
      expect(meaning(bounceEvent({ bounce }))).toMatchObject({ evidence: "sent" });
  });

  it("an open or a click is not followed", () => {
    expect([meaning(openEvent()), meaning(clickEvent())]).toEqual([undefined, undefined]);
  });

  it("an unsubscribe from one topic leaves the others", () => {
    expect(meaning(subscriptionEvent({ unsubscribeAll: false }))?.unsubscribes).toBeUndefined();
  });

  it.each([
    ["5.1.1", "smtp; 550 5.1.1 <ada@example.com>: user unknown", "there is no such mailbox"],
    ["5.2.2", "smtp; 552 5.2.2 over quota", "the mailbox is full"],
    ["5.7.1", "smtp; 550 5.7.1 blocked", "the server refused it by its rules, often as spam"],
    ["5.7.26", "smtp; 550 5.7.26 unauthenticated", "the server could not verify who sent it (DKIM, SPF or DMARC)"],
    [undefined, "smtp; 550 5.4.4 unable to route", "the server could not be reached, or gave no answer in time"],
    [undefined, undefined, "the server gave no reason that is understood"],
  ])("the answer %s %s, in words", (status, diagnosticCode, words) => {
    expect(meaning(bounceEvent({ ...people, recipient: { status, diagnosticCode } }))?.answer?.words).toBe(words);
  });

  it("keeps what the server said as one short line without addresses", () => {
    const diagnosticCode = `smtp; 550 5.1.1 <ada@example.com>\r\n\u202euser ada@example.com unknown ${"x".repeat(9_999)}`;
    const said = meaning(bounceEvent({ recipient: { diagnosticCode } }))?.answer?.said ?? "";
    expect(said).toMatch(/^smtp; 550 5\.1\.1 <…> user … unknown x+$/);
    expect(said.length).toBeLessThanOrEqual(300);
  });
});

describe("whom an event is about", () => {
  it("is the address that the message went to, whatever the bounce names", () => {
    const forwarded = bounceEvent({
      to: "Ada <ada@example.com>",
      recipient: { emailAddress: "elsewhere@example.net" },
    });
    expect(addressesOf(read(forwarded))).toEqual(["ada@example.com"]);
  });

  it("is who is named, of a message to several", () => {
    const mail = { destination: ["ada@example.com", "grace@example.com"] };
    expect(addressesOf(read(bounceEvent({ to: "grace@example.com", mail: {} })))).toEqual(["grace@example.com"]);
    const event = bounceEvent({ to: "grace@example.com" });
    expect(addressesOf(read({ ...event, mail: { ...event.mail, ...mail } }))).toEqual(["grace@example.com"]);
    expect(addressesOf(read({ ...deliveryEvent(), mail: { ...event.mail, ...mail } }))).toEqual([]);
  });

  it("is the delivery in its tag, or in the header where SES gives no tags", () => {
    const delivery = aDelivery({ index: 249, try: 5 });
    const { subscriberId: _, variant: __, ...place } = delivery;
    expect(placeOf(read(sendEvent({ delivery })))).toEqual(place);
    const mail = { tags: {}, headers: [{ name: "X-Delivery-Id", value: deliveryId(delivery) }] };
    expect(placeOf(read(sendEvent({ mail })))).toEqual(place);
    expect(placeOf(read(sendEvent({ delivery: null })))).toBeUndefined();
  });

  it("is read back from every delivery id, and from nothing else", () => {
    const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}-\d{8}T\d{4}Z$/);
    const places = fc.record({
      issueId: id,
      shard: fc.constantFrom(..."0123456789abcdef"),
      chunk: fc.stringMatching(/^[0-9a-z]{1,26}$/),
      index: fc.integer({ min: 0, max: 249 }),
      try: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(places, (place) => {
        expect(deliveryPlace(deliveryId(aDelivery(place)))).toEqual(place);
      }),
    );
    for (const other of [
      "",
      "a_0_0_1",
      "a_0_0_250_1",
      "a_0_0_1_6",
      "a_0_0_01_1",
      "a_g_0_1_1",
      "a#b_0_0_1_1",
      "a_0_0_1_1 ",
    ])
      expect(deliveryPlace(other)).toBeUndefined();
  });
});
