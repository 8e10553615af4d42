import { Hono } from "hono";
import { expect, it } from "vitest";
import { openQuiet } from "../../local/quiet.ts";

const rested = async (quiet: ReturnType<typeof openQuiet>, isOver: () => boolean) => {
  await quiet.rest();
  return isOver();
};

it("rests while somebody waits for an answer, and no longer than half a second", async () => {
  const waits: number[] = [];
  let answer = () => {};
  const quiet = openQuiet(async (milliseconds) => {
    waits.push(milliseconds);
    if (waits.length === 3) answer();
    await new Promise((turn) => setImmediate(turn));
  });
  const app = new Hono();
  const held = new Promise<void>((done) => {
    answer = done;
  });
  app.get("/slow", async (context) => {
    await held;
    return context.text("");
  });
  app.get("/never", () => new Promise<Response>(() => {}));
  app.get("/broken", () => Promise.reject(new Error("broken")));
  app.onError((_, context) => context.text("", 500));
  const fetch = quiet.counting(app.fetch);
  const ask = (path: string) => Promise.resolve(fetch(new Request(`http://x${path}`)));

  let isAnswered = false;
  void ask("/slow").then(() => {
    isAnswered = true;
  });
  expect(await rested(quiet, () => isAnswered)).toBe(true);
  await ask("/broken");
  waits.length = 3;
  await quiet.rest();
  expect(waits.slice(3)).toEqual([0]);
  void ask("/never");
  waits.length = 3;
  await quiet.rest();
  expect(waits.slice(3).reduce((sum, wait) => sum + wait)).toBeLessThanOrEqual(500);
});
