import { type StampDeps, stamped } from "../core/stamped.ts";
import type { Instant } from "../core/time.ts";
import type { MoveEnd } from "./move.ts";
import type { MoveStore, Moving } from "./move-store.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import type { AudienceStore } from "./store.ts";
import type { Subscriber } from "./subscriber.ts";

export type MoveDeps = {
  audience: Pick<AudienceStore, "get" | "confirm" | "restamp" | "unsubscribe">;
  moves: Pick<MoveStore, "agree" | "leave" | "arrive" | "kept">;
  signUps: Pick<SignUpStore, "settle" | "count">;
} & StampDeps;

export type MoveResult = { ok: true; moved: boolean } | { ok: false; reason: "not-asked" };

/**
 * Notes that one end agrees to a change of address, and makes the change when both have: the old item is left with
 * `movedTo`, then the new one is put. Where a process dies in between, the next press of either button does the rest, or
 * the outbox. A new address that has an item already keeps it: then the old one is only unsubscribed, and points nowhere.
 */
export const moveSubscriber = async (
  deps: MoveDeps,
  {
    newsletterId,
    subscriberId: id,
    end,
    askedAt,
  }: { newsletterId: string; subscriberId: string; end: MoveEnd; askedAt: Instant },
): Promise<MoveResult> => {
  const at = deps.stampClock();
  const before = await deps.audience.get(newsletterId, id);
  if (!(await deps.moves.agree({ newsletterId, id }, end, { askedAt, at }))) return { ok: false, reason: "not-asked" };
  if (end === "new" && before?.move && !before.move.new)
    await deps.signUps.count(newsletterId, before.move.newMailedAt ?? askedAt, "confirmed");
  const subscriber = await deps.audience.get(newsletterId, id);
  const { move } = subscriber ?? {};
  if (!subscriber || !move || move.askedAt !== askedAt) return { ok: false, reason: "not-asked" };
  const kept = await deps.moves.kept(newsletterId, move.toId);
  const there = await deps.audience.get(newsletterId, move.toId);
  const address = kept?.at === askedAt ? kept : undefined;
  if (!there && !address) return { ok: false, reason: "not-asked" };
  if (!move.old || !move.new) return { ok: true, moved: false };
  if (there && (there.movedFrom !== id || subscriber.movedTo !== move.toId)) {
    await stamped(deps, {
      write: async (now) => {
        await deps.audience.confirm(newsletterId, move.toId, { askedAt, at: now });
        await deps.audience.unsubscribe(newsletterId, id, now);
      },
      again: (stamps) => deps.audience.restamp(newsletterId, move.toId, stamps),
    });
  } else if (address) {
    const left = await deps.moves.leave({ newsletterId, id }, { toId: move.toId, askedAt, at });
    if (!left && subscriber.movedTo !== move.toId) return { ok: false, reason: "not-asked" };
    await arrive(deps, subscriber, address);
  }
  if (address) await deps.signUps.settle(address);
  return { ok: true, moved: true };
};

/**
 * Puts the person at the new address, stamped after the old one was left: an issue that was frozen before is theirs by
 * the old address, one frozen after by the new.
 */
export const arrive = async (
  deps: { audience: Pick<AudienceStore, "restamp">; moves: Pick<MoveStore, "arrive"> } & StampDeps,
  old: Subscriber,
  moving: Moving,
): Promise<void> => {
  await stamped(deps, {
    write: (at) => deps.moves.arrive(arrived(old, moving, at)),
    again: (stamps) => deps.audience.restamp(old.newsletterId, moving.subscriberId, stamps),
  });
};

/** Somebody confirmed only now is in no audience that was frozen before, so nobody gets an issue at both addresses. */
const arrived = (
  { newsletterId, id, name, consent, imported, preferences, welcomed }: Subscriber,
  { address, subscriberId }: Moving,
  at: Instant,
): Subscriber => ({
  id: subscriberId,
  newsletterId,
  address,
  ...(name && { name }),
  state: "confirmed",
  confirmedAt: at,
  ...(consent && { consent }),
  ...(imported && { imported }),
  ...(welcomed && { welcomed }),
  preferences,
  movedFrom: id,
});
