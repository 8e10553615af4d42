import type { SESClient } from "@aws-sdk/client-ses";
import { afterEach, describe, expect, it } from "vitest";
import { shardOf } from "../../functions/audience/shard.ts";
import { addMilliseconds } from "../../functions/core/time.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { firstChunk } from "../../functions/delivery/manifest.ts";
import { type SendDeps, sendIssue } from "../../functions/delivery/send-issue.ts";
import { confirmInstallation } from "../../functions/mail/confirm-installation.ts";
import { installationStore } from "../../functions/mail/installation-store.ts";
import { openInstallation } from "../../functions/mail/open-installation.ts";
import { slotLifeMs } from "../../functions/mail/rate.ts";
import { sesClient } from "../../functions/mail/ses-client.ts";
import { mailTable } from "../../functions/mail/table.ts";
import { aSending, inOneShard, sendingAt } from "../support/delivery.ts";
import { aNewsletter, aRendition } from "../support/mail.ts";
import { beforeEachMail, credentials } from "../support/ses.ts";

const input = { newsletter: aNewsletter(), rendition: aRendition() };
const gone = async (): Promise<never> => {
  throw new Error("the store is gone");
};

const endpointOf = async ({ config }: SESClient): Promise<URL> => {
  const { hostname, port } = (await config.endpoint?.()) ?? {};
  return new URL(`http://${hostname}:${port}`);
};

/** The same, but that `then` is done whenever an intent was written. */
const afterIntent = (deps: SendDeps, then: () => Promise<unknown>): SendDeps => {
  const putClaim: typeof deps.deliveries.putClaim = async (place, before, after) => {
    const holds = await deps.deliveries.putClaim(place, before, after);
    if (after.recipients.some(({ state }) => state === "intent")) await then();
    return holds;
  };
  return { ...deps, deliveries: { ...deps.deliveries, putClaim } };
};

describe("a batch", () => {
  let sending: Awaited<ReturnType<typeof aSending>>;
  afterEach(() => sending.close());
  const open = async (people: number) => {
    sending = await aSending(0);
    await inOneShard(sending.audience, people);
  };

  it("leaves pending who found no other slot for a missed one, and loses nothing of the others", async () => {
    await open(20);
    const { rates, timer } = sending.deps;
    let [intents, tries] = [0, 0];
    const take: typeof rates.take = (...taken) => (intents > 0 && tries++ === 0 ? gone() : rates.take(...taken));
    const deps = afterIntent({ ...sending.deps, rates: { ...rates, take } }, async () => {
      if (intents++ === 0) await timer.wait(slotLifeMs + 1_000);
    });
    expect(await sendIssue(deps, input)).toMatchObject({ ok: true, state: "done", tally: { sent: 20, unknown: 0 } });
    expect(Object.values(await sending.accepts())).toEqual(new Array(20).fill(1));
  });

  it.each([
    [30_000, 1],
    [50_000, 2],
  ])(
    "keeps its chunk while others have the slots of %d ms, and gives it back after half a minute: %d leases",
    async (soldForMs, leases) => {
      await open(20);
      const { rates, deliveries, storeNow } = sending.deps;
      await rates.take(await rates.read(storeNow()), { now: storeNow(), tracks: [0], costMs: soldForMs });
      expect(await sendIssue(sending.deps, input)).toMatchObject({ ok: true, tally: { sent: 20 } });
      const place = { issueId: input.rendition.issueId, shard: shardOf("4"), chunk: firstChunk };
      expect((await deliveries.claim(place))?.fence).toBe(leases);
    },
  );

  it("asks whether this may be sent from before its intent, and makes no request wait for that", async () => {
    await open(20);
    const { deliveries, timer, ses: direct } = sending.deps;
    const happened: string[] = [];
    const tableIdentity = async () => {
      happened.push("asked");
      return { ledger: "1" };
    };
    const table = sending.engine.table(mailTable);
    const asking = { installations: installationStore(table), newsletters: sending.newsletters, tableIdentity };
    const installation = openInstallation({ ...asking, wallClock: () => sendingAt }, timer.now);
    await confirmInstallation({ ...asking, wallClock: () => sendingAt });
    const ses = sesClient({
      region: "eu-west-1",
      endpoint: (await endpointOf(direct)).href,
      credentials,
      installation,
    });
    const deps = afterIntent({ ...sending.deps, installation, ses }, () => {
      happened.push("begun");
      // The yes of before the intent is not believed any more.
      return timer.wait(11_000);
    });
    const putResult: typeof deliveries.putResult = (...result) => {
      happened.push("sent");
      return deliveries.putResult(...result);
    };
    await sendIssue({ ...deps, deliveries: { ...deps.deliveries, putResult } }, input);
    ses.destroy();
    expect(happened.join(" ")).toMatch(/^(asked )+begun sent( (asked )+begun sent)*$/);
    expect(Object.values(await sending.accepts())).toEqual(new Array(20).fill(1));
  });

  it("begins none when it is not confirmed any more, and cancels nothing", async () => {
    await open(50);
    let asked = 0;
    const installation = { isConfirmed: async () => ++asked <= 2 };
    const result = await sendIssue({ ...sending.deps, installation }, input);
    const sent = Object.keys(await sending.accepts()).length;
    expect(result).toMatchObject({ ok: false, tally: { sent, pending: 50 - sent, skipped: 0, unknown: 0 } });
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(50);
  });

  it("makes no request that would leave later than 20 s after its intent, whatever held it up", async () => {
    await open(8);
    const { ses, timer } = sending.deps;
    const late = beforeEachMail(ses, () => timer.wait(sendingTimes().startWithinMs));
    expect(await sendIssue({ ...sending.deps, ses: late }, input)).toMatchObject({
      ...{ ok: false, reason: "unreachable" },
      tally: { sent: 0, pending: 8, unknown: 0 },
    });
    expect(await sending.accepts()).toEqual({});
  });

  it("writes down what came of its requests before it fails for what came after them", async () => {
    await open(40);
    sending.local.endpoint.faults.set([{ effect: "throttle", times: 5 }]);
    const { audience } = sending.deps;
    let reads = 0;
    const getMany: typeof audience.getMany = (...asked) => (reads++ === 0 ? audience.getMany(...asked) : gone());
    await expect(sendIssue({ ...sending.deps, audience: { ...audience, getMany } }, input)).rejects.toThrow(
      "the store is gone",
    );
    sending.set(addMilliseconds(sendingAt, sendingTimes().leaseMs + 1));
    expect(await sendIssue(sending.deps, input)).toMatchObject({ state: "done", tally: { sent: 40, unknown: 0 } });
    expect(Object.values(await sending.accepts())).toEqual(new Array(40).fill(1));
  });

  it("keeps every message id that SES gave, whatever became of the others of its batch", async () => {
    await open(100);
    sending.local.endpoint.faults.set([{ effect: "internal-failure", recipient: "r1@example.com" }]);
    await sendIssue(sending.deps, input);
    const place = { issueId: input.rendition.issueId, shard: shardOf("4"), chunk: firstChunk };
    const written = await sending.deps.deliveries.messageIds(place);
    const given = (await sending.local.accepted()).map(({ id }) => id);
    expect(given).toHaveLength(99);
    expect([...written.values()].sort()).toEqual(given.sort());
  });
});
