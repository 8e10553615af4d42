import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addMilliseconds, hour } from "../../functions/core/time.ts";
import { sampleNow } from "../../local/sample/calendar.ts";
import { sampleNewsletter } from "../../local/sample/newsletter.ts";
import { seedSample } from "../../local/seed-sample.ts";
import { openWorld, type World } from "../support/world.ts";

describe("the weeks of the sample", () => {
  const asked: string[] = [];
  let world: World;
  beforeAll(async () => {
    world = await openWorld({
      fetch: async ({ url }) => {
        asked.push(url);
        return { ok: false, reason: "unresolved" };
      },
    });
    const other = { ...sampleNewsletter(world.parts.publicUrl), id: "another" };
    await world.parts.newsletters.put({ newsletter: other, version: 0 });
    await seed();
  });
  afterAll(() => world.close());

  const seed = () => seedSample(world.parts, () => {}, new AbortController().signal);
  const issues = () => world.parts.issues.latest("nobody-blinked", 10);

  it("are played for no other newsletter", async () => {
    expect(await world.parts.issues.latest("another", 10)).toEqual([]);
    expect(await issues()).toHaveLength(4);
  });

  it("are brought by hand: the feed, which is of today, is not asked", () => {
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((url) => url.endsWith("/feed.xml"))).toEqual([]);
  });

  it("change nothing and mail nobody when they are played again", async () => {
    // Its feed does not answer, which an issue waits for a while.
    world.set(addMilliseconds(sampleNow, hour));
    await world.tick("nobody-blinked");
    const before = await issues();
    expect(await world.accepted()).toHaveLength(22);
    await seed();
    expect(await issues()).toEqual(before);
    expect(await world.accepted()).toHaveLength(22);
  });
});
