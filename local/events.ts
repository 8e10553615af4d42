import { setTimeout as sleep } from "node:timers/promises";
import { takeInEvents } from "../functions/delivery/take-in-events.ts";
import type { Home } from "./home.ts";
import type { Parts } from "./parts.ts";
import type { SesEndpoint } from "./ses/ses-endpoint.ts";
import type { SesEvent } from "./ses/ses-event.ts";

export type Hearing = {
  /** Resolves when every event that came so far is taken in, or given up. */
  idle(): Promise<void>;
  /** How long the oldest event waits that is not taken in, and how many were given up. */
  state(): { oldestEventMs: number; deadLetters: number };
  /** Hears nothing more, and resolves when what came is taken in. */
  stop(): Promise<void>;
};

export type HearDeps = {
  endpoint: Pick<SesEndpoint, "subscribe">;
  /** One result for each event. */
  takeIn: (events: readonly SesEvent[]) => Promise<PromiseSettledResult<unknown>[]>;
  say: (line: string) => void;
  wait?: (milliseconds: number) => Promise<unknown>;
  /** Milliseconds that only run forward. */
  now?: () => number;
  /** So many are taken in together, at most. */
  atOnce?: number;
};

/** As short as nobody minds, and yet many events of few chunks. */
const gatheringMs = 250;
const mostTries = 8;
const firstWaitMs = 100;

/**
 * Hands every event to `takeIn`, those that wait together; what fails is tried again, ever later, and holds up no
 * other. What is said of one that never succeeds names its message and nobody.
 */
export const hearEvents = ({
  endpoint,
  takeIn,
  say,
  wait = sleep,
  now = () => performance.now(),
  atOnce = 100,
}: HearDeps): Hearing => {
  const waiting: SesEvent[] = [];
  /** When each came that is not taken in. */
  const open = new Map<SesEvent, number>();
  let deadLetters = 0;
  const working = new Set<Promise<void>>();
  const begin = (work: Promise<void>) => {
    const done = work.finally(() => working.delete(done));
    working.add(done);
  };
  const take = async (events: readonly SesEvent[], tries = 1): Promise<void> => {
    const results = await takeIn(events).catch((reason: unknown) =>
      events.map((): PromiseRejectedResult => ({ status: "rejected", reason })),
    );
    const failed = events.flatMap((event, place) => {
      const result = results[place];
      return result?.status === "rejected" ? [{ event, error: result.reason as unknown }] : [];
    });
    const isFailed = new Set(failed.map(({ event }) => event));
    for (const event of events) if (!isFailed.has(event) || tries === mostTries) open.delete(event);
    if (failed.length === 0) return;
    if (tries === mostTries) {
      deadLetters += failed.length;
      return failed.forEach(({ event, error }) => void say(givenUp(event, error)));
    }
    const again = failed.map(({ event }) => event);
    begin(wait(firstWaitMs * 2 ** (tries - 1)).then(() => take(again, tries + 1)));
  };
  /** Whoever waits until all is taken in waits for no gathering. */
  let hurry = Promise.withResolvers<void>();
  let isTaking = false;
  const takeAll = async (): Promise<void> => {
    isTaking = true;
    // Events come one by one: those of one turn are taken together.
    await new Promise((turn) => setImmediate(turn));
    try {
      while (waiting.length > 0) {
        await take(waiting.splice(0, atOnce));
        // While an issue goes out some are always waiting: of one write each they would cost as much as the sending.
        if (waiting.length > 0 && waiting.length < atOnce) await Promise.race([wait(gatheringMs), hurry.promise]);
      }
    } finally {
      isTaking = false;
    }
  };
  const end = endpoint.subscribe((event) => {
    waiting.push(event);
    open.set(event, now());
    if (!isTaking) begin(takeAll());
  });
  const idle = async (): Promise<void> => {
    hurry.resolve();
    // Events come a turn after what caused them.
    do {
      await Promise.all(working);
      await new Promise((turn) => setImmediate(turn));
    } while (working.size > 0);
    hurry = Promise.withResolvers();
  };
  return {
    idle,
    state: () => ({ oldestEventMs: open.size === 0 ? 0 : now() - Math.min(...open.values()), deadLetters }),
    async stop() {
      await idle();
      end();
      await idle();
    },
  };
};

const givenUp = ({ eventType, mail }: SesEvent, error: unknown): string =>
  `a ${eventType} event of message ${mail.messageId} is given up: ${error instanceof Error ? error.name : "unknown error"}`;

/** Hears the SES endpoint of this process, where it has one; in AWS the same events come by SNS and SQS. */
export const hearOwnEvents = (home: Home, parts: Parts, say: (line: string) => void): Hearing | undefined =>
  home.endpoint && hearEvents({ endpoint: home.endpoint, takeIn: (events) => takeInEvents(parts, events), say });
