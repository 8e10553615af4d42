import type { Page } from "playwright-core";

export type Point = { x: number; y: number };

/** A finger put down here, moved there, and lifted once `isThere`, by touch events as a screen makes them. */
export const dragByFinger = async (
  page: Page,
  { from, to, isThere }: { from: Point; to: Point; isThere: () => Promise<unknown> },
): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: Point[]) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints });
  await touch("touchStart", [from]);
  const steps = 12;
  for (let step = 1; step <= steps; step++) {
    const share = step / steps;
    await touch("touchMove", [{ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }]);
    // A finger is slower than a browser draws.
    await page.evaluate("new Promise(requestAnimationFrame)");
  }
  await isThere();
  await touch("touchEnd", []);
  await session.detach();
};
