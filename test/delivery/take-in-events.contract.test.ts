import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { audienceTable } from "../../functions/audience/table.ts";
import { unsubscribe } from "../../functions/audience/unsubscribe.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds, day } from "../../functions/core/time.ts";
import { deliverabilityLine, deliverabilityOf } from "../../functions/delivery/deliverability.ts";
import { eventsStore } from "../../functions/delivery/events-store.ts";
import { readDeliverability } from "../../functions/delivery/read-deliverability.ts";
import { streamStore } from "../../functions/delivery/stream-store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import { type TakeInDeps, takeInEvents } from "../../functions/delivery/take-in-events.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { anAudience, at, clock, idKey, subscribe } from "../support/audience.ts";
import {
  aDelivery,
  bounceEvent,
  complaintEvent,
  delayEvent,
  deliveryEvent,
  openEvent,
  rejectEvent,
  sendEvent,
  sentAt,
  softBounceEvent,
  subscriptionEvent,
} from "../support/ses-events.ts";
import { storeEngines } from "../support/store.ts";

const idOf = (address: string) => keyedId(idKey, address);

describe.each(storeEngines)("SES's events, taken in on $name", ({ open }) => {
  let engine: StoreEngine;
  let audience: Awaited<ReturnType<typeof anAudience>>["audience"];
  let deps: TakeInDeps & { events: ReturnType<typeof eventsStore> };
  beforeAll(async () => {
    engine = await open([audienceTable, newslettersTable, deliveryTable]);
    ({ audience } = await anAudience(engine));
    const table = engine.table(deliveryTable);
    deps = { audience, events: eventsStore(table), stream: streamStore(table), idKey, clock };
  });
  afterAll(() => engine.close());

  const takeIn = async (raw: unknown) => {
    const [result] = await takeInEvents(deps, [raw]);
    if (result?.status === "fulfilled") return result.value;
    throw result?.reason;
  };
  const suppression = async (address: string) => (await audience.suppressions([idOf(address)])).get(idOf(address));
  const sums = async (issueId: string, sent: number) =>
    deliverabilityLine(await readDeliverability(deps, issueId), sent);
  let made = 0;
  const aPerson = () => `p${made++}@example.com`;

  it("suppress who bounced for good and who complained, at the time of it", async () => {
    const [bounced, complained] = [aPerson(), aPerson()];
    await takeIn(bounceEvent({ to: bounced }));
    await takeIn(complaintEvent({ to: complained.toUpperCase() }));
    expect(await suppression(bounced)).toEqual({ reason: "bounce", at: addMilliseconds(sentAt, 60_000) });
    expect(await suppression(complained)).toEqual({ reason: "complaint", at: addMilliseconds(sentAt, 3_600_000) });
  });

  it("of a confirmation mail suppress too, and belong to no issue", async () => {
    const to = aPerson();
    expect(await takeIn(bounceEvent({ to, delivery: null }))).toEqual({ ok: true, did: "recorded" });
    expect(await suppression(to)).toMatchObject({ reason: "bounce" });
  });

  it("that SES withheld or an absent reader caused suppress nobody", async () => {
    const to = aPerson();
    await takeIn(bounceEvent({ to, bounce: { bounceSubType: "OnAccountSuppressionList" } }));
    await takeIn(bounceEvent({ to, bounce: { bounceType: "Undetermined", bouncedRecipients: [] } }));
    await takeIn(complaintEvent({ to, complaint: { complaintFeedbackType: "not-spam" } }));
    expect(await suppression(to)).toBeUndefined();
  });

  it("are no news after a suppression was lifted", async () => {
    const to = aPerson();
    await takeIn(bounceEvent({ to }));
    await audience.liftSuppression(idOf(to), addMilliseconds(sentAt, day));
    await takeIn(bounceEvent({ to }));
    expect(await suppression(to)).toBeUndefined();
    await takeIn(bounceEvent({ to, timestamp: addMilliseconds(sentAt, 2 * day), messageId: "next" }));
    expect(await suppression(to)).toMatchObject({ reason: "bounce" });
  });

  it("suppress who bounced softly in five issues within thirty days, and nobody for four, or for one five times", async () => {
    const [five, four] = [aPerson(), aPerson()];
    const bounced = (to: string, issue: number) =>
      softBounceEvent({
        to,
        delivery: { issueId: `weekly-${issue}` },
        messageId: `${to}-${issue}`,
        timestamp: addMilliseconds(at, issue * 7 * day),
      });
    for (const issue of [3, 0, 1, 1, 3, 2, 0]) {
      await takeIn(bounced(five, issue));
      await takeIn(bounced(four, issue));
    }
    expect(await suppression(five)).toBeUndefined();
    await takeIn(bounced(five, 4));
    expect(await suppression(five)).toEqual({ reason: "bounce", at: addMilliseconds(at, 28 * day) });
    expect(await suppression(four)).toBeUndefined();
  });

  it("unsubscribe who used SES's own list, unless they have come back since", async () => {
    const id = await subscribe(audience, { address: "list@example.com" });
    const state = async () => (await audience.get("flashbulb", id))?.state;
    await takeIn(subscriptionEvent({ to: "list@example.com", at: "2026-10-20T06:00:00.000Z" }));
    expect(await state()).toBe("confirmed");
    await takeIn(subscriptionEvent({ to: "list@example.com" }));
    expect(await state()).toBe("unsubscribed");
    expect(await unsubscribe({ audience, clock }, { newsletterId: "flashbulb", subscriberId: id })).toMatchObject({
      changed: false,
    });
  });

  it("count each recipient once, by what weighs most", async () => {
    const issueId = "sums";
    const about = (index: number, attempt = 1) => ({
      ...{
        to: aPerson(),
        messageId: `sums-${index}`,
        delivery: { issueId, index, try: attempt, shard: "abc"[index % 3] ?? "a" },
      },
    });
    await takeIn(deliveryEvent(about(0)));
    for (const event of [sendEvent, deliveryEvent, complaintEvent, deliveryEvent]) await takeIn(event(about(1)));
    for (const event of [deliveryEvent, bounceEvent]) await takeIn(event(about(2)));
    for (const event of [delayEvent, softBounceEvent]) await takeIn(event(about(3)));
    await takeIn(softBounceEvent(about(4)));
    await takeIn(deliveryEvent(about(4, 2)));
    await takeIn(bounceEvent({ ...about(5), bounce: { bounceSubType: "Suppressed" } }));
    await takeIn(rejectEvent(about(6)));
    await takeIn(delayEvent(about(7)));
    await takeIn(sendEvent(about(8)));
    expect(await readDeliverability(deps, issueId)).toEqual({
      ...{ delivered: 3, bouncedHard: 1, bouncedSoft: 1, withheld: 1, rejected: 1, delayed: 1, complained: 1 },
    });
    expect(await sums(issueId, 10)).toBe(
      "delivered 3, bounced for good 1, bounced for now 1, not tried by SES 1, rejected by SES 1, delayed 1, called spam 1; no word yet of 2",
    );
    expect(await sums("never-sent", 0)).toBe("delivered 0");
  });

  it("keep the receiver's answers for one person's story, the last of each kind, and no address", async () => {
    const place = aDelivery({ issueId: "story", index: 8 });
    const about = { to: aPerson(), delivery: place };
    await takeIn(complaintEvent(about));
    await takeIn(bounceEvent({ ...about, recipient: { diagnosticCode: `smtp; 550 5.1.1 <${about.to}> unknown` } }));
    for (const _ of [1, 2]) await takeIn(delayEvent(about));
    await takeIn(bounceEvent({ to: aPerson(), delivery: { ...place, index: 80 } }));
    const answers = await deps.events.answers(place);
    expect(answers.map(({ kind }) => kind)).toEqual(["bounced", "delayed", "complained"]);
    expect(answers[0]).toMatchObject({
      words: "there is no such mailbox",
      said: "smtp; 550 5.1.1 <…> unknown",
      try: 1,
    });
  });

  it("that are unknown or unreadable are kept as they came, counted once, and stop nothing", async () => {
    const strange = JSON.stringify({ eventType: "Teleported", mail: {} });
    for (const raw of [strange, strange, "no event"])
      expect(await takeIn(raw)).toEqual({ ok: false, reason: "unknown-type" });
    expect(await takeIn({ eventType: "Bounce" })).toEqual({ ok: false, reason: "unreadable" });
    expect(await takeIn(undefined)).toEqual({ ok: false, reason: "unknown-type" });
    const topicWorks = "Successfully validated SNS topic for Amazon SES event publishing.";
    for (const raw of [openEvent(), topicWorks]) expect(await takeIn(raw)).toEqual({ ok: true, did: "ignored" });
    expect(await deps.events.countUnread()).toEqual({ "unknown-type": 3, unreadable: 1 });
  });

  it("together are one write for a chunk, and one that fails keeps no other back", async () => {
    const about = (index: number, shard: string) => ({
      ...{ to: aPerson(), delivery: { issueId: "batch", index, shard }, messageId: `batch-${shard}-${index}` },
    });
    const failingBounce = bounceEvent(about(41, "1"));
    const batch = [
      ...Array.from({ length: 40 }, (_, index) => deliveryEvent(about(index, "1"))),
      bounceEvent(about(40, "1")),
      failingBounce,
      deliveryEvent(about(0, "2")),
      { eventType: "Teleported" },
    ];
    let writes = 0;
    const failing: TakeInDeps = {
      ...deps,
      audience: {
        ...audience,
        suppress: (id, ...rest) =>
          id === idOf(failingBounce.mail.destination[0] ?? "")
            ? Promise.reject(new Error("no"))
            : audience.suppress(id, ...rest),
      },
      events: {
        ...deps.events,
        addEvidence: async (marks) => {
          writes += 1;
          if (marks.shard === "2") throw new Error("no");
          await deps.events.addEvidence(marks);
        },
      },
    };
    const results = await takeInEvents(failing, batch);
    expect(writes).toBe(2);
    expect(results.flatMap(({ status }, place) => (status === "rejected" ? [place] : []))).toEqual([41, 42]);
    expect(await sums("batch", 43)).toBe("delivered 40, bounced for good 1; no word yet of 2");
    await takeInEvents(deps, batch);
    expect(await sums("batch", 43)).toBe("delivered 41, bounced for good 2");
  });

  it("lead to the same sums and the same suppressions in any order, however often each comes", async () => {
    let run = 0;
    const kinds = [sendEvent, deliveryEvent, delayEvent, bounceEvent, softBounceEvent, complaintEvent, rejectEvent];
    const event = fc.record({
      kind: fc.nat(kinds.length - 1),
      person: fc.nat(3),
      issue: fc.nat(5),
      attempt: fc.integer({ min: 1, max: 2 }),
    });
    const worlds = fc.array(event, { minLength: 1, maxLength: 15 }).chain((events) =>
      fc.record({
        events: fc.constant(events),
        again: fc.shuffledSubarray([...events, ...events]),
        order: fc.infiniteStream(fc.nat(1_000)),
      }),
    );
    const outcome = async (
      world: string,
      events: readonly (typeof event extends fc.Arbitrary<infer E> ? E : never)[],
    ) => {
      const address = (person: number) => `${world}-${person}@example.com`;
      for (const { kind, person, issue, attempt } of events)
        await takeIn(
          kinds[kind]?.({
            to: address(person),
            messageId: `${world}-${person}-${issue}-${attempt}`,
            timestamp: addMilliseconds(at, (issue * 6 + attempt) * day),
            delivery: { issueId: `${world}-${issue}`, shard: "0", index: person, try: attempt },
          }),
        );
      const told = [];
      for (let issue = 0; issue < 6; issue++)
        for await (const reported of deps.events.reported(`${world}-${issue}`, "0"))
          told.push(deliverabilityOf(reported));
      for (let person = 0; person < 4; person++) told.push(await suppression(address(person)));
      return told;
    };
    await fc.assert(
      fc.asyncProperty(worlds, async ({ events, again, order }) => {
        const drawn = [...events, ...again].map((each) => ({ each, key: order.next().value as number }));
        const disorder = drawn.sort((one, other) => one.key - other.key).map(({ each }) => each);
        expect(await outcome(`b${++run}`, disorder)).toEqual(await outcome(`a${run}`, events));
      }),
      { numRuns: 10 },
    );
  });
});
