import { expect, it } from "vitest";
import { listSuppressed } from "../../functions/audience/list-suppressed.ts";
import type { Subscriber } from "../../functions/audience/subscriber.ts";
import type { Suppression } from "../../functions/audience/suppression.ts";

const at = "2026-11-21T08:00:00.000Z";
const idOf = (n: number) => `1${String(n).padStart(25, "0")}`;

/** An audience in which everybody of `ids` is suppressed, and every third of them subscribes. */
const anAudience = (count: number) => ({
  async *suppressed(after = "0"): AsyncGenerator<Suppression & { id: string }, void, undefined> {
    for (let n = 0; n < count; n++) if (idOf(n) > after) yield { id: idOf(n), reason: "bounce", at };
  },
  async getMany(newsletterId: string, ids: readonly string[]) {
    const known = ids.filter((id) => Number(id.slice(-4)) % 3 === 0);
    const subscribers = new Map(
      known.map((id) => [id, { id, newsletterId, address: `${id}@example.com` } as Subscriber]),
    );
    return { subscribers, suppressed: new Set(ids) };
  },
});

it("comes in parts that leave nobody out and name nobody twice, only those of the list", async () => {
  const audience = anAudience(1_000);
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const { people, next } = await listSuppressed({ audience }, { newsletterId: "flashbulb", after, most: 40 });
    seen.push(...people.map(({ address }) => address));
    after = next;
  } while (after !== undefined);
  expect(seen).toHaveLength(334);
  expect(new Set(seen).size).toBe(334);
});
