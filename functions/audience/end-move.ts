import type { StampDeps } from "../core/stamped.ts";
import type { Clock } from "../core/time.ts";
import { isOver } from "./move.ts";
import type { MoveStore, Moving } from "./move-store.ts";
import { arrive } from "./move-subscriber.ts";
import type { AudienceStore } from "./store.ts";

export type EndMoveDeps = {
  audience: Pick<AudienceStore, "get" | "restamp">;
  moves: Pick<MoveStore, "arrive" | "forget">;
  clock: Clock;
} & StampDeps;

/**
 * Ends a change of address that nobody ends otherwise: one that broke off when the old address was left is made whole,
 * and one that was not agreed to in its time, or that another took the place of, is forgotten, the new address with it.
 * `later` while it may be answered.
 */
export const endMove = async (deps: EndMoveDeps, { job }: { job: Moving }): Promise<{ did: "none" | "later" }> => {
  const { newsletterId, fromId, subscriberId: toId, at: askedAt } = job;
  const old = await deps.audience.get(newsletterId, fromId);
  if (old?.movedTo === toId && old.move?.askedAt === askedAt) {
    await arrive(deps, old, job);
    return { did: "none" };
  }
  const isAsked = old?.move?.askedAt === askedAt && old.move.toId === toId;
  if (isAsked && !isOver(askedAt, deps.clock())) return { did: "later" };
  if (isAsked) await deps.moves.forget({ newsletterId, id: fromId }, askedAt);
  return { did: "none" };
};
