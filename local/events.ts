import { setTimeout as sleep } from "node:timers/promises";
import { takeInEvent } from "../functions/delivery/take-in-event.ts";
import type { Home } from "./home.ts";
import type { Parts } from "./parts.ts";
import type { SesEndpoint } from "./ses/ses-endpoint.ts";
import type { SesEvent } from "./ses/ses-event.ts";

export type Hearing = {
  /** Resolves when every event that came so far is taken in, or given up. */
  idle(): Promise<void>;
  /** Hears nothing more, and resolves when what came is taken in. */
  stop(): Promise<void>;
};

export type HearDeps = {
  endpoint: Pick<SesEndpoint, "subscribe">;
  takeIn: (event: SesEvent) => Promise<unknown>;
  say: (line: string) => void;
  wait?: (milliseconds: number) => Promise<unknown>;
};

const atOnce = 8;
const mostTries = 8;

/**
 * Hands every event to `takeIn`, a few at once; one that fails is tried again, ever later, and stops no other. What is
 * said of one that never succeeds names its message and nobody.
 */
export const hearEvents = ({ endpoint, takeIn, say, wait = sleep }: HearDeps): Hearing => {
  const waiting: SesEvent[] = [];
  const lanes = new Set<Promise<void>>();
  const take = async (event: SesEvent): Promise<void> => {
    for (let tries = 1; ; tries++) {
      try {
        await takeIn(event);
        return;
      } catch (error) {
        const kind = error instanceof Error ? error.name : "unknown error";
        if (tries === mostTries)
          return say(`a ${event.eventType} event of message ${event.mail.messageId} is given up: ${kind}`);
        await wait(50 * 2 ** tries);
      }
    }
  };
  const lane = async (): Promise<void> => {
    for (let event = waiting.shift(); event; event = waiting.shift()) await take(event);
  };
  const end = endpoint.subscribe((event) => {
    waiting.push(event);
    if (lanes.size >= atOnce) return;
    const running = lane().finally(() => lanes.delete(running));
    lanes.add(running);
  });
  const idle = async (): Promise<void> => {
    // Events come a turn after what caused them.
    do {
      await Promise.all(lanes);
      await new Promise((turn) => setImmediate(turn));
    } while (lanes.size > 0);
  };
  return {
    idle,
    async stop() {
      await idle();
      end();
      await idle();
    },
  };
};

/** Hears the SES endpoint of this process, where it has one; in AWS the same events come by SNS and SQS. */
export const hearOwnEvents = (home: Home, parts: Parts, say: (line: string) => void): Hearing | undefined =>
  home.endpoint && hearEvents({ endpoint: home.endpoint, takeIn: (event) => takeInEvent(parts, event), say });
