import { getItems, putIf, putIfAbsent, type Table, updateIf } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import type { Move, MoveEnd } from "./move.ts";
import { type Job, jobSchema } from "./outbox.ts";
import { jobKey } from "./outbox-store.ts";
import { subscriberKey } from "./store.ts";
import type { Subscriber } from "./subscriber.ts";

/** A change of address that both ends were asked about. */
export type Moving = Extract<Job, { kind: "moving" }>;

type Whom = { newsletterId: string; id: string };

/** What a change of address writes to the two people that it is about, in the audience table. */
export const moveStore = (table: Table) => ({
  /** Notes that a confirmed subscriber asks for another address, in place of an older wish; `false` for a newer one. */
  ask({ newsletterId, id }: Whom, { toId, askedAt }: Pick<Move, "toId" | "askedAt">): Promise<boolean> {
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "SET #move = :move",
      ConditionExpression: "#state = :confirmed AND (attribute_not_exists(#move) OR #move.askedAt < :askedAt)",
      ExpressionAttributeNames: { "#move": "move", "#state": "state" },
      ExpressionAttributeValues: { ":move": { toId, askedAt }, ":confirmed": "confirmed", ":askedAt": askedAt },
    });
  },

  /** Takes the right to mail one end about what was asked for at `askedAt`, once. */
  claimMail({ newsletterId, id }: Whom, end: MoveEnd, { askedAt, at }: { askedAt: Instant; at: Instant }) {
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "SET #move.#mailed = :at",
      ConditionExpression: "#move.askedAt = :askedAt AND attribute_not_exists(#move.#mailed)",
      ExpressionAttributeNames: { "#move": "move", "#mailed": `${end}MailedAt` },
      ExpressionAttributeValues: { ":at": at, ":askedAt": askedAt },
    });
  },

  /** Gives that right back, where the mail was certainly not sent. */
  async releaseMail({ newsletterId, id }: Whom, end: MoveEnd, { askedAt, at }: { askedAt: Instant; at: Instant }) {
    await updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "REMOVE #move.#mailed",
      ConditionExpression: "#move.askedAt = :askedAt AND #move.#mailed = :at",
      ExpressionAttributeNames: { "#move": "move", "#mailed": `${end}MailedAt` },
      ExpressionAttributeValues: { ":at": at, ":askedAt": askedAt },
    });
  },

  /** Notes that one end agrees to what was asked for at `askedAt`; `false` when that is not asked any more. */
  agree({ newsletterId, id }: Whom, end: MoveEnd, { askedAt, at }: { askedAt: Instant; at: Instant }) {
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "SET #move.#end = :at",
      ConditionExpression: "#move.askedAt = :askedAt",
      ExpressionAttributeNames: { "#move": "move", "#end": end },
      ExpressionAttributeValues: { ":at": at, ":askedAt": askedAt },
    });
  },

  /** Leaves the old address for the new one; `false` when it was left before, for whatever reason. */
  leave({ newsletterId, id }: Whom, { toId, askedAt, at }: { toId: string; askedAt: Instant; at: Instant }) {
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "SET #state = :unsubscribed, unsubscribedAt = :at, movedTo = :toId",
      ConditionExpression: "#state = :confirmed AND #move.askedAt = :askedAt AND attribute_not_exists(movedTo)",
      ExpressionAttributeNames: { "#move": "move", "#state": "state" },
      ExpressionAttributeValues: {
        ":unsubscribed": "unsubscribed",
        ":confirmed": "confirmed",
        ":at": at,
        ":toId": toId,
        ":askedAt": askedAt,
      },
    });
  },

  /** Keeps the address that both ends are asked about; `false` when a newer question about it is kept. */
  keep(job: Moving): Promise<boolean> {
    return putIf(
      table,
      { ...jobKey(job), ...job },
      {
        ConditionExpression: "attribute_not_exists(pk) OR #at <= :at",
        ExpressionAttributeNames: { "#at": "at" },
        ExpressionAttributeValues: { ":at": job.at },
      },
    );
  },

  /** What was asked about an address; nothing when its time was over, or it was erased. */
  async kept(newsletterId: string, toId: string): Promise<Moving | undefined> {
    const [item] = await getItems(table, [jobKey({ kind: "moving", newsletterId, subscriberId: toId })]);
    const job = item && jobSchema.parse(item);
    return job?.kind === "moving" ? job : undefined;
  },

  /** Forgets a question that was not answered in time; `false` when it is another, or was answered. */
  forget({ newsletterId, id }: Whom, askedAt: Instant): Promise<boolean> {
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "REMOVE #move",
      ConditionExpression: "#move.askedAt = :askedAt AND attribute_not_exists(movedTo)",
      ExpressionAttributeNames: { "#move": "move" },
      ExpressionAttributeValues: { ":askedAt": askedAt },
    });
  },

  /** The person at the new address; `false` when an item is there, and stays. */
  arrive(subscriber: Subscriber): Promise<boolean> {
    return putIfAbsent(table, { ...subscriberKey(subscriber.newsletterId, subscriber.id), ...subscriber });
  },
});
export type MoveStore = ReturnType<typeof moveStore>;
