import { afterAll, beforeAll, expect, it } from "vitest";
import { shardOf } from "../../functions/audience/shard.ts";
import { openClaim, withMoves } from "../../functions/delivery/claim.ts";
import { copyStore } from "../../functions/delivery/copy-store.ts";
import { deliveriesOf } from "../../functions/delivery/deliveries-of.ts";
import { eventsStore } from "../../functions/delivery/events-store.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { deliveryStore } from "../../functions/delivery/store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import type { IssueStore } from "../../functions/digest/store.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { at } from "../support/audience.ts";
import { openStore } from "../support/store.ts";

let engine: StoreEngine;
beforeAll(async () => {
  engine = await openStore(deliveryTable);
});
afterAll(() => engine.close());

const subscriberId = `0${"1".repeat(25)}`;
const other = `0${"0".repeat(25)}`;

/** Two pages of issues, the latest first. */
const issues: Pick<IssueStore, "latest"> = {
  latest: async (_, __, before) => {
    const ids = before === undefined ? ["issue-3", "issue-2"] : before === "issue-2" ? ["issue-1"] : [];
    return ids.map((id) => ({ id })) as Awaited<ReturnType<IssueStore["latest"]>>;
  },
};

it("tells of every issue that somebody was in the audience of what became of it, and of nobody else's", async () => {
  const deliveries = deliveryStore(engine.table(deliveryTable));
  const events = eventsStore(engine.table(deliveryTable));
  const copies = copyStore(engine.table(deliveryTable));
  const shard = shardOf(subscriberId);
  for (const issueId of ["issue-1", "issue-3"]) {
    const recipients = [other, subscriberId].map((id) => ({ id, variant: "photos" as const }));
    await deliveries.putManifest(issueId, shard, { chunk: "0", position: 0, recipients, end: false });
  }
  await deliveries.putManifest("issue-2", shard, {
    chunk: "0",
    position: 0,
    recipients: [{ id: other, variant: "everything" }],
    end: false,
  });
  const delivery = {
    issueId: "issue-1",
    shard,
    chunk: "0",
    index: 1,
    try: 1,
    subscriberId,
    variant: "photos" as const,
  };
  const write = { now: at, writeId: "w", times: sendingTimes() };
  const claim = withMoves(openClaim(2), [{ index: 1, when: "begun", revision: 1 }], write);
  await deliveries.putClaim(delivery, openClaim(2), claim);
  await deliveries.putResult(delivery, claim, { intentAt: at, revision: 1, messageIds: { 0: "m0", 1: "m1" } });
  await events.keepAnswer(delivery, { kind: "delivered", at, words: "taken" });
  await events.addSoftBounce(subscriberId, "message-1", { issueId: "issue-1", sentAt: at });

  const copy = { issueId: "issue-3", deliveryId: "copy_1", subscriberId, by: "Ada", at };
  await copies.begin(copy);
  await copies.end(copy, { kind: "accepted", messageId: "m2" });

  const found = await deliveriesOf({ issues, deliveries, events, copies }, { newsletterId: "flashbulb", subscriberId });
  expect(found).toMatchObject({
    deliveries: [
      { issueId: "issue-3", variant: "photos", answers: [], copies: [{ by: "Ada", outcome: "accepted" }] },
      { issueId: "issue-1", record: { state: "intent", messageId: "m1" }, answers: [{ kind: "delivered" }] },
    ],
    softBounces: [{ issueId: "issue-1", sentAt: at }],
  });
  expect(found.deliveries).toHaveLength(2);
});
