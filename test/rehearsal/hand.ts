import type { Locator, Page } from "playwright-core";
import { dragByFinger } from "../support/finger.ts";

/** What a task took: pointing, keys, and the time of a practised hand. */
export type Effort = { clicks: number; keys: number; seconds: number };

/** Card, Moran and Newell, 1980, the keystroke-level model: to think, to point, to press a button, to press a key. */
const seconds = { think: 1.35, point: 1.1, press: 0.2, key: 0.28 };

/** A hand that does what an editor does, and counts it. What is waited for is counted as it was. */
export const handAt = (page: Page, isTouch: boolean) => {
  let effort: Effort = { clicks: 0, keys: 0, seconds: 0 };
  const add = (clicks: number, keys: number, each: number) => {
    effort = { clicks: effort.clicks + clicks, keys: effort.keys + keys, seconds: effort.seconds + each };
  };
  const timed = async <Answer>(work: Promise<Answer>): Promise<Answer> => {
    const begun = performance.now();
    const answer = await work;
    add(0, 0, (performance.now() - begun) / 1000);
    return answer;
  };
  return {
    /** A click, or a tap where there is a finger. */
    async press(target: Locator | string, options: { position?: { x: number; y: number } } = {}) {
      const locator = typeof target === "string" ? page.locator(target).first() : target;
      add(1, 0, seconds.think + seconds.point + seconds.press);
      await (isTouch ? locator.tap(options) : locator.click(options));
    },
    async key(...names: string[]) {
      add(0, names.length, seconds.think + names.length * seconds.key);
      for (const name of names) await page.keyboard.press(name);
    },
    async type(target: string, text: string) {
      add(1, text.length, seconds.think + seconds.point + text.length * seconds.key);
      await page.fill(target, text);
    },
    /** Something to be seen before the next step. */
    sees: (target: Locator | string) =>
      timed((typeof target === "string" ? page.locator(target).first() : target).waitFor()),
    /** From here to there, held down: by the mouse, or by a finger where there is one. */
    async drag(from: Locator, to: Locator) {
      add(1, 0, seconds.think + 2 * seconds.point + seconds.press);
      const [start, end] = [await from.boundingBox(), await to.boundingBox()];
      if (!start || !end) throw new Error("what is dragged is not to be seen");
      const [here, there] = [
        { x: start.x + 5, y: start.y + 5 },
        { x: start.x + 5, y: end.y + end.height - 2 },
      ];
      // A list makes room while the finger stays where it is.
      if (isTouch) return dragByFinger(page, { from: here, to: there, isThere: () => page.waitForTimeout(300) });
      await page.mouse.move(here.x, here.y);
      await page.mouse.down();
      await page.mouse.move(there.x, there.y, { steps: 12 });
      await page.mouse.up();
    },
    /** What was done since the last time. */
    taken(): Effort {
      const taken = effort;
      effort = { clicks: 0, keys: 0, seconds: 0 };
      return taken;
    },
  };
};
export type Hand = ReturnType<typeof handAt>;
