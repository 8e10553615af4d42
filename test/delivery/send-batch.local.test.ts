import { afterEach, describe, expect, it } from "vitest";
import { addMilliseconds } from "../../functions/core/time.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { type SendDeps, sendIssue } from "../../functions/delivery/send-issue.ts";
import { slotLifeMs } from "../../functions/mail/rate.ts";
import { aSending, inOneShard, sendingAt } from "../support/delivery.ts";
import { aNewsletter, aRendition } from "../support/mail.ts";

const input = { newsletter: aNewsletter(), rendition: aRendition() };
const gone = async (): Promise<never> => {
  throw new Error("the store is gone");
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

  it("writes down what came of its requests before it fails for what came after them", async () => {
    await open(40);
    sending.local.endpoint.faults.set([{ effect: "throttle", times: 5 }]);
    const { audience } = sending.deps;
    let reads = 0;
    const getManyFollowed: typeof audience.getManyFollowed = (...asked) =>
      reads++ === 0 ? audience.getManyFollowed(...asked) : gone();
    await expect(sendIssue({ ...sending.deps, audience: { ...audience, getManyFollowed } }, input)).rejects.toThrow(
      "the store is gone",
    );
    sending.set(addMilliseconds(sendingAt, sendingTimes().leaseMs + 1));
    expect(await sendIssue(sending.deps, input)).toMatchObject({ state: "done", tally: { sent: 40, unknown: 0 } });
    expect(Object.values(await sending.accepts())).toEqual(new Array(40).fill(1));
  });
});
