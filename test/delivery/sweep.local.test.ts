import { afterEach, describe, expect, it } from "vitest";
import { addMilliseconds, day, minute, toInstant } from "../../functions/core/time.ts";
import { beginIssue } from "../../functions/delivery/begin-issue.ts";
import { evidenceMark } from "../../functions/delivery/evidence.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { readTally } from "../../functions/delivery/read-tally.ts";
import { openSender } from "../../functions/delivery/sender.ts";
import { isOld, sweep } from "../../functions/delivery/sweep.ts";
import { work } from "../../functions/delivery/work.ts";
import type { Worked } from "../../functions/delivery/work-chunk.ts";
import type { WorkMessage } from "../../functions/delivery/work-message.ts";
import { renditionStore } from "../../functions/digest/rendition-store.ts";
import { defaultRequestTimeoutMs } from "../../functions/mail/ses-client.ts";
import { at } from "../support/audience.ts";
import { aSending, inOneShard, sendingAt } from "../support/delivery.ts";
import { aNewsletter, aRendition } from "../support/mail.ts";
import { memoryFiles } from "../support/memory-files.ts";

const rendition = aRendition();
const { issueId } = rendition;

describe("the sweep and its workers", () => {
  let close: () => Promise<void>;
  afterEach(() => close());

  const aRun = async (people: number, newsletter = aNewsletter()) => {
    const sending = await aSending(0, {}, defaultRequestTimeoutMs);
    close = sending.close;
    await inOneShard(sending.audience, people);
    const renditions = renditionStore(memoryFiles());
    await renditions.put(rendition);
    const stored = await sending.newsletters.get(newsletter.id);
    await sending.newsletters.put({ newsletter, version: stored?.version ?? 0 });
    const queued: WorkMessage[] = [];
    let writes = 0;
    const { putClaim } = sending.deps.deliveries;
    const deliveries: typeof sending.deps.deliveries = {
      ...sending.deps.deliveries,
      putClaim: (...claim) => {
        writes += 1;
        return putClaim.apply(sending.deps.deliveries, claim);
      },
    };
    const own = { ...sending.deps, renditions, deliveries, newsletters: sending.newsletters, onMoved: () => undefined };
    const queue = { put: async (messages: readonly WorkMessage[]) => void queued.push(...messages) };
    const deps = { ...own, queue, sender: openSender(own) };
    await beginIssue(deps, { newsletter, rendition });
    const run = async () => {
      const found = await deps.runs.get(issueId);
      if (!found) throw new Error("no run");
      return found;
    };
    const tally = async () => readTally(deps, issueId, (await run()).audience ?? 0);
    /** Works off what is queued, as somebody delivers it. */
    const workOff = async (deliver: (messages: WorkMessage[]) => WorkMessage[] = (messages) => messages) => {
      const worked: Worked[] = [];
      for (const message of deliver(queued.splice(0))) worked.push(await work(deps, message));
      return worked.flatMap(({ circling = [] }) => circling);
    };
    return { ...sending, deps, queued, run, tally, workOff, writes: () => writes };
  };

  it("sends to everybody once with every message three times and shuffled, and writes no more for it", async () => {
    const writesOf = async (deliver: (messages: WorkMessage[]) => WorkMessage[]) => {
      const { deps, workOff, accepts, run, writes } = await aRun(60);
      for (let turn = 0; turn < 4; turn++) {
        await sweep(deps);
        await workOff(deliver);
      }
      expect(await run()).toMatchObject({ settled: "done", audience: 60 });
      expect(Object.keys(await accepts())).toHaveLength(60);
      expect(new Set(Object.values(await accepts()))).toEqual(new Set([1]));
      expect(await deps.runs.listed()).toEqual([]);
      return writes();
    };
    const once = await writesOf((messages) => messages);
    await close();
    const thrice = await writesOf((messages) => [...messages, ...messages.toReversed(), ...messages]);
    expect(thrice).toBeLessThan(1.3 * once);
  });

  it("finds all work again when the queue was wiped, and puts nothing that is held, stuck or done", async () => {
    const { deps, queued, workOff, tally } = await aRun(60);
    for (let turn = 0; turn < 2; turn++) {
      await sweep(deps);
      expect(queued.filter(({ kind }) => kind === "plan")).toHaveLength(16);
      if (turn === 0) queued.length = 0;
    }
    await workOff();
    await sweep(deps);
    expect(queued).toEqual([{ kind: "chunk", issueId, shard: "2", chunk: "0" }]);
    queued.length = 0;
    await sweep(deps);
    await workOff();
    expect(await tally()).toMatchObject({ sent: 60 });
    expect((await sweep(deps)).issues[0]).toMatchObject({ ended: "done", work: [] });
    expect((await sweep(deps)).issues).toEqual([]);
  });

  it("reads no claim again in which nothing can change any more", async () => {
    const { deps, workOff } = await aRun(260);
    for (let turn = 0; turn < 2; turn++) {
      await sweep(deps);
      await workOff((messages) => (turn === 0 ? messages : messages.slice(0, 1)));
    }
    const from: (string | undefined)[] = [];
    const claims: typeof deps.deliveries.claims = (issue, shard, first) => {
      from.push(first);
      return deps.deliveries.claims(issue, shard, first);
    };
    const watched = { ...deps, deliveries: { ...deps.deliveries, claims } };
    for (let turn = 0; turn < 2; turn++)
      expect((await sweep(watched)).issues[0]?.tally).toMatchObject({ sent: 250, pending: 10 });
    expect(from).toEqual(["0", `4${"249".padStart(25, "0")}`]);
  });

  it("begins no issue's plan before everybody confirmed by the freeze is surely written", async () => {
    const { deps, queued } = await aRun(1);
    const early = { ...deps, clock: () => addMilliseconds(at, 9_999) };
    await sweep(early);
    expect(queued).toEqual([]);
  });

  it("begins a large issue with 500, holds it for ten minutes, and goes on", async () => {
    const { deps, set, run, tally, workOff } = await aRun(600);
    await sweep(deps);
    await workOff();
    await deps.runs.planned(issueId, 600, 500);
    await sweep(deps);
    await workOff();
    expect(await tally()).toMatchObject({ sent: 500, pending: 100 });
    expect((await sweep(deps)).issues[0]).toMatchObject({ state: "paused", paused: "soft-start" });
    await workOff();
    expect(await tally()).toMatchObject({ sent: 500 });
    set(addMilliseconds(sendingAt, 10 * minute));
    await sweep(deps);
    await workOff();
    expect(await tally()).toMatchObject({ sent: 600 });
    expect(await run()).toMatchObject({ causes: {} });
  }, 90_000);

  it("sends to no more than the newsletter's cap, and leaves the rest out for it", async () => {
    const { deps, tally, workOff } = await aRun(60, aNewsletter({ ramp: 20 }));
    for (let turn = 0; turn < 3; turn++) {
      await sweep(deps);
      await workOff();
    }
    expect(await tally()).toMatchObject({ sent: 20, skipped: 40, pending: 0 });
  });

  it("is paused for errors though its chunk cannot be let go, tries one recipient, and goes on when that went well", async () => {
    const { deps, local, set, run, tally, queued, workOff } = await aRun(30);
    local.endpoint.faults.set([{ effect: "refuse", code: "ConfigurationSetDoesNotExist" }]);
    await sweep(deps);
    await workOff();
    await sweep(deps);
    const putClaim: typeof deps.deliveries.putClaim = (place, before, after) =>
      after.lease ? deps.deliveries.putClaim(place, before, after) : Promise.reject(new Error("not let go"));
    const failing = { ...deps, deliveries: { ...deps.deliveries, putClaim } };
    for (const message of queued.splice(0)) await expect(work(failing, message)).rejects.toThrow("not let go");
    expect(await run()).toMatchObject({ causes: { errors: { since: sendingAt, probes: 0 } } });
    set(addMilliseconds(sendingAt, 5 * minute));
    await sweep(deps);
    await workOff();
    expect(await run()).toMatchObject({ causes: { errors: { probes: 1 } } });
    expect(await tally()).toMatchObject({ sent: 0, pending: 30 });
    local.endpoint.faults.set([]);
    set(addMilliseconds(sendingAt, 10 * minute));
    await sweep(deps);
    await workOff();
    expect(await tally()).toMatchObject({ sent: 1, pending: 29 });
    await sweep(deps);
    await workOff();
    expect(await tally()).toMatchObject({ sent: 30 });
    expect(await run()).toMatchObject({ causes: {} });
  });

  it.each(["done-with-unknown", "cancelled"] as const)(
    "looks into who is unknown each tenth minute, and makes work of it only where evidence has come: %s",
    async (ended) => {
      const { deps, events, local, set, queued, tally, workOff } = await aRun(2);
      local.endpoint.faults.set([{ effect: "internal-failure", accepted: true }]);
      for (let turn = 0; turn < 2; turn++) {
        await sweep(deps);
        await workOff();
      }
      expect(await tally()).toMatchObject({ unknown: 2 });
      if (ended === "cancelled") await deps.runs.cancel(issueId, at);
      // However long it took: the days in which it is looked after begin when it ends.
      const endedAt = addMilliseconds(sendingAt, 4 * day);
      set(endedAt);
      expect((await sweep(deps)).issues[0]).toMatchObject({ ended });
      const late = sendingTimes().lateEveryMs;
      const tenth = Math.ceil(Date.parse(endedAt) / late) * late;
      set(toInstant(tenth));
      await sweep(deps);
      expect(queued).toEqual([]);
      const place = { issueId, shard: "2", chunk: "0" };
      await events.addEvidence({ ...place, kinds: { sent: new Set([evidenceMark({ index: 1, try: 1 })]) } });
      set(toInstant(tenth + minute));
      await sweep(deps);
      expect(queued).toEqual([]);
      set(toInstant(tenth + late));
      await sweep(deps);
      expect(queued).toEqual([{ kind: "chunk", ...place }]);
      for (const message of queued.splice(0)) await work({ ...deps, strict: false }, message);
      expect(await tally()).toMatchObject({ sent: 1, unknown: 1 });
      set(toInstant(tenth + 3 * day + minute));
      await sweep(deps);
      expect(await deps.runs.listed()).toEqual([]);
    },
  );

  it("goes on where it was as soon as a store is well that was busy for longer than five leases", async () => {
    const { deps, queued, set, tally, workOff } = await aRun(5);
    await sweep(deps);
    await workOff();
    const getMany = async (): Promise<never> => {
      throw Object.assign(new Error("slow down"), { name: "ProvisionedThroughputExceededException" });
    };
    const busy = { ...deps, audience: { ...deps.audience, getMany } };
    for (let turn = 1; turn <= 6; turn++) {
      await sweep(deps);
      for (const message of queued.splice(0)) await expect(work(busy, message)).rejects.toThrow("slow down");
      set(addMilliseconds(sendingAt, turn * sendingTimes().leaseMs));
    }
    await sweep(deps);
    await workOff();
    expect(await tally()).toMatchObject({ sent: 5 });
  });

  it("is paused when the day's quota ends, and goes on by itself when there is more", async () => {
    const { deps, local, run, tally, workOff } = await aRun(60);
    local.endpoint.configure({ dailyQuota: 20 });
    for (let turn = 0; turn < 3; turn++) {
      await sweep(deps);
      await workOff();
    }
    expect(await run()).toMatchObject({ causes: { quota: {} } });
    expect(await tally()).toMatchObject({ sent: 20, pending: 40 });
    local.endpoint.configure({ dailyQuota: 1000 });
    await sweep(deps);
    await workOff();
    expect(await tally()).toMatchObject({ sent: 60 });
  });

  it("follows who changed their address since the freeze, to nobody twice, and leaves out and names who moved in a circle", async () => {
    const { deps, tally, workOff, accepts, audience } = await aRun(3);
    const moved = (id: string, to: string) => ({
      ...{
        newsletterId: "flashbulb",
        id,
        address: `${id}@old.example`,
        preferences: { variant: "everything" as const },
      },
      ...{ state: "unsubscribed" as const, confirmedAt: at, unsubscribedAt: sendingAt, movedTo: to },
    });
    const id = (digit: string) => `5${digit.repeat(25)}`;
    await audience.add(moved(id("1"), id("2")));
    await audience.add({ ...moved(id("2"), id("3")), confirmedAt: sendingAt });
    await audience.add({
      ...{ newsletterId: "flashbulb", id: id("3"), address: "new@example.com", state: "confirmed" },
      ...{ confirmedAt: sendingAt, preferences: { variant: "everything" } },
    });
    await audience.add(moved(id("4"), id("5")));
    await audience.add({ ...moved(id("5"), id("4")), confirmedAt: sendingAt });
    const circling: string[] = [];
    for (let turn = 0; turn < 3; turn++) {
      await sweep(deps);
      circling.push(...(await workOff()));
    }
    expect(await tally()).toMatchObject({ audience: 5, sent: 4, skipped: 1 });
    expect(circling).toEqual([id("4")]);
    expect(Object.keys(await accepts()).filter((address) => !/^r\d@/.test(address))).toEqual(["new@example.com"]);
  });
});

describe("a sweep", () => {
  it("goes on with an issue for a week longer than its audience takes at the account's rate", () => {
    const run = { frozenAt: at, audience: 10_000_000 };
    const isOldAfter = (days: number, ratePerSecond?: number) =>
      isOld(run, { now: addMilliseconds(at, days * day), quota: ratePerSecond ? { ratePerSecond } : undefined });
    expect([isOldAfter(15, 14), isOldAfter(15.5, 14), isOldAfter(7.5, 500)]).toEqual([false, true, true]);
    expect(isOld({ frozenAt: at }, { now: addMilliseconds(at, 7.1 * day), quota: undefined })).toBe(true);
  });
});
