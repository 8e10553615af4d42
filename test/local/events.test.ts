import { describe, expect, it } from "vitest";
import { hearEvents } from "../../local/events.ts";
import type { SesEvent } from "../../local/ses/ses-event.ts";

type Listener = (event: SesEvent) => void | Promise<void>;

const anEvent = (messageId: string) => ({ eventType: "Bounce", mail: { messageId } }) as unknown as SesEvent;

/** A stream told by hand, and a hearing of it that waits no time. */
const aHearing = (takeIn: (messageId: string) => Promise<void>, onWait = () => {}) => {
  const listeners = new Set<Listener>();
  const said: string[] = [];
  const waits: number[] = [];
  const batches: string[][] = [];
  const hearing = hearEvents({
    endpoint: {
      subscribe: (listener: Listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    takeIn: (events) => {
      const ids = events.map(({ mail }) => mail.messageId);
      batches.push(ids);
      return Promise.allSettled(ids.map(takeIn));
    },
    say: (line) => said.push(line),
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      onWait();
    },
  });
  const publish = (...ids: string[]) => {
    for (const id of ids) for (const listener of listeners) void listener(anEvent(id));
  };
  return { ...hearing, publish, said, waits, batches };
};

describe("hearing the events of the SES endpoint", () => {
  it("tries again what failed, and holds up nobody meanwhile", async () => {
    const done: string[] = [];
    let failures = 2;
    const { publish, idle, said, waits } = aHearing(async (id) => {
      if (id === "m1" && failures-- > 0) throw new Error("ada@example.com");
      done.push(id);
    });
    publish("m1", "m2", "m3");
    await idle();
    expect(done).toEqual(["m2", "m3", "m1"]);
    expect([said, waits]).toEqual([[], [100, 200]]);
  });

  it("gives up in the end, says so without naming anybody, and goes on", async () => {
    const done: string[] = [];
    const { publish, idle, said } = aHearing(async (id) => {
      if (id === "m1") throw new TypeError("ada@example.com is not there");
      done.push(id);
    });
    publish("m1");
    await idle();
    publish("m2");
    await idle();
    expect(done).toEqual(["m2"]);
    expect(said).toEqual(["a Bounce event of message m1 is given up: TypeError"]);
  });

  it("takes in together what waits, a hundred at most, and every event once", async () => {
    let running = 0;
    let most = 0;
    const done: string[] = [];
    const ids = Array.from({ length: 250 }, (_, n) => `m${n}`);
    const { publish, idle } = aHearing(async (id) => {
      most = Math.max(most, ++running);
      await new Promise((turn) => setImmediate(turn));
      running -= 1;
      done.push(id);
    });
    publish(...ids);
    await idle();
    expect(done.sort()).toEqual(ids.sort());
    expect(most).toBe(100);
  });

  it("gathers for a moment what comes while others are taken in", async () => {
    const { publish, idle, batches } = aHearing(
      async (id) => {
        if (id === "m1") publish("m2");
      },
      () => publish("m3", "m4"),
    );
    publish("m1");
    await idle();
    expect(batches).toEqual([["m1"], ["m2", "m3", "m4"]]);
  });

  it("finishes what came before it stops, and hears nothing after", async () => {
    const done: string[] = [];
    const { publish, stop } = aHearing(async (id) => {
      await new Promise((turn) => setImmediate(turn));
      done.push(id);
    });
    publish("m1", "m2");
    await stop();
    publish("m3");
    expect(done).toEqual(["m1", "m2"]);
  });
});
