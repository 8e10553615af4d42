/** Milliseconds that only run forward, and waiting for them; handed in, so that a test can live through an hour. */
export type Timer = { now(): number; wait(milliseconds: number): Promise<void> };

export const systemTimer: Timer = {
  now: () => performance.now(),
  wait: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
};
