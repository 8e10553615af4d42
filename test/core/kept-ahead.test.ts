import { expect, it } from "vitest";
import { keptAhead } from "../../functions/core/kept-ahead.ts";

const atHand = () => {
  let now = 0;
  let reads = 0;
  let read = async (): Promise<string> => `read ${++reads}`;
  const kept = keptAhead(
    1_000,
    () => now,
    () => read(),
  );
  return {
    kept,
    at: (time: number) => {
      now = time;
    },
    readBy: (next: () => Promise<string>) => {
      read = next;
    },
  };
};

it("has it read anew before it is too old, and nobody who asks meanwhile waits", async () => {
  const { kept, at, readBy } = atHand();
  expect(await Promise.all([kept("a"), kept("a")])).toEqual(["read 1", "read 1"]);
  at(499);
  expect(await kept("a")).toBe("read 1");
  at(500);
  const { promise, resolve } = Promise.withResolvers<string>();
  readBy(() => promise);
  expect(await kept("a")).toBe("read 1");
  expect(await kept("a")).toBe("read 1");
  resolve("read ahead");
  await promise;
  expect(await kept("a")).toBe("read ahead");
});

it("answers with nothing older than the time, also where reading ahead failed", async () => {
  const { kept, at, readBy } = atHand();
  await kept("a");
  at(600);
  readBy(() => Promise.reject(new Error("not now")));
  expect(await kept("a")).toBe("read 1");
  at(1_000);
  await expect(kept("a")).rejects.toThrow("not now");
  readBy(async () => "again");
  expect(await kept("a")).toBe("again");
});
