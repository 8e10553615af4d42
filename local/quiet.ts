import type { Hono } from "hono";

/** Knows whether somebody waits for an answer of this process, so that what can wait does. */
export type Quiet = {
  /** Answers as `fetch` does, and counts what is being answered. */
  counting(fetch: Hono["fetch"]): Hono["fetch"];
  /** Resolves when nobody waits for an answer, or after half a second: who is asked all the time still gets on. */
  rest(): Promise<void>;
};

export const openQuiet = (wait: (milliseconds: number) => Promise<void> = passed): Quiet => {
  let answering = 0;
  return {
    counting:
      (fetch) =>
      async (...asked) => {
        answering += 1;
        try {
          return await fetch(...asked);
        } finally {
          answering -= 1;
        }
      },
    async rest() {
      // The first look comes after a turn of the event loop: what has arrived meanwhile is counted then.
      for (let rested = 0; rested < longestRest; rested += look) {
        await wait(rested === 0 ? 0 : look);
        if (answering === 0) return;
      }
    },
  };
};

const look = 5;
const longestRest = 500;

const passed = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
