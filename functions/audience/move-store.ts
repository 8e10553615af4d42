import { putIfAbsent, type Table, updateIf } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import type { MoveEnd } from "./move.ts";
import { subscriberKey } from "./store.ts";
import type { Subscriber } from "./subscriber.ts";

type Whom = { newsletterId: string; id: string };

/** What a change of address writes to the two people that it is about, in the audience table. */
export const moveStore = (table: Table) => ({
  /** Notes that a confirmed subscriber asks for another address; `false` when one was asked for after `notSince`. */
  ask({ newsletterId, id }: Whom, move: { to: string; toId: string; askedAt: Instant }, notSince: Instant) {
    return updateIf(table, {
      Key: subscriberKey(newsletterId, id),
      UpdateExpression: "SET #move = :move",
      ConditionExpression: "#state = :confirmed AND (attribute_not_exists(#move) OR #move.askedAt <= :notSince)",
      ExpressionAttributeNames: { "#move": "move", "#state": "state" },
      ExpressionAttributeValues: { ":move": move, ":confirmed": "confirmed", ":notSince": notSince },
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

  /** The person at the new address; `false` when an item is there, and stays. */
  arrive(subscriber: Subscriber): Promise<boolean> {
    return putIfAbsent(table, { ...subscriberKey(subscriber.newsletterId, subscriber.id), ...subscriber });
  },
});
export type MoveStore = ReturnType<typeof moveStore>;
