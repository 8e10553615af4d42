import { describe, expect, it } from "vitest";
import { laneQueue } from "../../local/queue.ts";

const turn = () => new Promise<void>((done) => setImmediate(done));

describe("the queue of this machine", () => {
  it("works in so many lanes at once, beside whoever puts", async () => {
    let [now, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, ++now);
      await turn();
      now -= 1;
      return { changed: false };
    };
    const queue = laneQueue<number>({ work, lanes: 2, say: () => undefined });
    await queue.put([1, 2, 3, 4, 5]);
    await queue.put([6]);
    expect(now).toBe(2);
    expect(await queue.idle()).toEqual({ changed: false });
    expect([now, most]).toEqual([0, 2]);
  });

  it("has what waits once, says whether anything changed, and goes on after what fails", async () => {
    const seen: number[] = [];
    const said: string[] = [];
    const work = async (message: number) => {
      seen.push(message);
      await turn();
      if (message === 1) throw new Error("broken");
      return { changed: message === 2 };
    };
    const queue = laneQueue<number>({ work, lanes: 1, say: (line) => said.push(line) });
    await queue.put([1, 2, 2, 3, 2]);
    expect(await queue.idle()).toEqual({ changed: true });
    expect(seen).toEqual([1, 2, 3]);
    expect(said).toEqual([expect.stringContaining("broken")]);
    expect(await queue.idle()).toEqual({ changed: false });
  });

  it("finishes what is in hand when it is stopped, and begins nothing more", async () => {
    const done: number[] = [];
    const work = async (message: number) => {
      await turn();
      return { changed: done.push(message) > 0 };
    };
    const queue = laneQueue<number>({ work, lanes: 2, say: () => undefined });
    await queue.put([1, 2, 3, 4]);
    await queue.stop();
    await queue.put([5]);
    await queue.idle();
    expect(done).toEqual([1, 2]);
  });
});
