import { afterEach, describe, expect, it } from "vitest";
import { sendProbe } from "../../functions/delivery/send-probe.ts";
import { leaseSlots } from "../../functions/mail/lease-slots.ts";
import { takeMailSlot } from "../../functions/mail/take-mail-slot.ts";
import { aSending, sendingAt } from "../support/delivery.ts";

describe("a probe", () => {
  let sending: Awaited<ReturnType<typeof aSending>>;
  afterEach(() => sending.close());

  it("waits for a slot of the shared rate like any mail, and nothing is noted or sent where none comes", async () => {
    sending = await aSending(0);
    let now = Date.parse(sendingAt);
    // What takes a slot of its own for any other mail of a home.
    const mailSlot = () => expect.unreachable();
    const deps = { ...sending.deps, mailSlot, storeNow: () => now };
    const { rates, stream } = deps;
    await rates.allow(await rates.read(now), { limit: 1, leftToday: Infinity, at: sendingAt });
    await leaseSlots(deps, { batch: 5, wanted: 5 });
    expect(await takeMailSlot(deps)).toBe(true);

    const input = { issueId: "flashbulb-20261024T0600Z", newsletterId: "flashbulb", source: "d@news.example" };
    expect(await sendProbe(deps, input)).toBeUndefined();
    expect(await stream.probes(input.issueId)).toEqual([]);
    expect(await sending.accepts()).toEqual({});

    now += 30_000;
    expect(await sendProbe(deps, input)).toBe("accepted");
    expect((await rates.read(now)).tracks[0]).toBeGreaterThan(now + 1_000);
    expect(await sendProbe(deps, input)).toBeUndefined();
    expect(Object.values(await sending.accepts())).toEqual([1]);
  });
});
