import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Retryable } from "./errors.ts";
import { addMilliseconds, type Clock, type Instant, toInstant } from "./time.ts";

/** What the store's clock shows, and whether the own one is within five seconds of it. Who disagrees sends nothing. */
export type StoreTimeReading = { now: Instant; agrees: boolean };

/**
 * The time that all processes on one store share, whatever their own clocks show. Throws `Retryable` before the store
 * has answered for the first time: read something first.
 */
export type StoreTime = () => StoreTimeReading;

/** What the store's clock shows less what a monotonic clock here shows, as far as is known at `at` by the latter. */
export type Offset = { least: number; most: number; at: number };

/** An answer's `Date` is cut to the second, and was written at some time between the request and the answer. */
export const offsetSeen = ({
  date,
  askedAt,
  answeredAt,
}: {
  date: number;
  askedAt: number;
  answeredAt: number;
}): Offset => ({ least: date - answeredAt, most: date + 1000 - askedAt, at: answeredAt });

/** Two clocks drift apart by no more than this share of the time that passes. */
const drift = 0.0001;

/**
 * What two answers say together: what both allow. Answer after answer makes it as narrow as the fastest of them took.
 * Where they contradict each other a clock was set, or stood still, and the last one is right.
 */
export const narrowed = (known: Offset, seen: Offset): Offset => {
  const passed = Math.max(0, seen.at - known.at) * drift;
  const least = Math.max(known.least - passed, seen.least);
  const most = Math.min(known.most + passed, seen.most);
  return least <= most ? { least, most, at: seen.at } : seen;
};

const mostDisagreementMs = 5_000;

export const agrees = ({ least, most }: Offset, own: number): boolean =>
  own >= least - mostDisagreementMs && own <= most + mostDisagreementMs;

/** Reads the store's time from every answer that the client gets from now on. */
export const storeTimeOf = (
  client: DynamoDBClient,
  {
    ownClock = () => Date.now(),
    monotonic = () => performance.now(),
  }: { ownClock?: () => number; monotonic?: () => number } = {},
): StoreTime => {
  let known: Offset | undefined;
  client.middlewareStack.add(
    (next) => async (args) => {
      const askedAt = monotonic();
      const result = await next(args);
      const date = Date.parse(dateOf(result.response));
      if (!Number.isNaN(date)) {
        const seen = offsetSeen({ date, askedAt, answeredAt: monotonic() });
        known = known ? narrowed(known, seen) : seen;
      }
      return result;
    },
    // Next to the wire: every attempt, and answers that become errors, too.
    { step: "deserialize", priority: "low", name: "readStoreTime" },
  );
  return () => {
    if (!known) throw new Retryable("the store has not answered yet, so its time is not known");
    const passed = monotonic();
    return {
      now: toInstant(Math.round((known.least + known.most) / 2 + passed)),
      agrees: agrees(known, ownClock() - passed),
    };
  };
};

/** The own clock is left alone while it is off by less: the offset is known to half a second from the first answer on. */
const sameClockMs = 1_000;

/**
 * The product's time as every process on the store has it: `clock`, moved by as much as the machine's own clock is off
 * the store's. Before the store has answered it is `clock`.
 */
export const stampClockOf =
  (storeTime: StoreTime, clock: Clock, ownClock: () => number = () => Date.now()): Clock =>
  () => {
    const offMs = Date.parse(knownNow(storeTime) ?? toInstant(ownClock())) - ownClock();
    return Math.abs(offMs) < sameClockMs ? clock() : addMilliseconds(clock(), offMs);
  };

const knownNow = (storeTime: StoreTime): Instant | undefined => {
  try {
    return storeTime().now;
  } catch (error) {
    if (error instanceof Retryable) return undefined;
    throw error;
  }
};

const dateOf = (response: unknown): string =>
  (response as { headers?: Record<string, string> } | undefined)?.headers?.date ?? "";
