import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { takeInEvents } from "../../functions/delivery/take-in-events.ts";
import { tryEvents } from "../../functions/delivery/try-events.ts";
import { hearEvents } from "../../local/events.ts";
import { idKey } from "../support/audience.ts";
import { aSending } from "../support/delivery.ts";

const asked = { name: "issues", newsletterId: "preflight", source: "preflight@news.example" };

describe("a mail to SES's simulator before the first issue", () => {
  let sending: Awaited<ReturnType<typeof aSending>>;
  afterEach(() => sending.close());

  /** Waiting is short, and as long as it says by the timer. */
  const timer = { now: () => 0, wait: () => sleep(10) };
  const hear = () => {
    const { audience, events, stream, deps } = sending;
    return hearEvents({
      endpoint: sending.local.endpoint,
      takeIn: (heard) => takeInEvents({ audience, events, stream, idKey, clock: deps.clock }, heard),
      say: () => undefined,
    });
  };

  it("says that events arrive when SES's word of it has come to the ledger", async () => {
    sending = await aSending(0);
    const heard = hear();
    const deps = { ...sending.deps, timer };
    const both = ["issues", "confirmations"].map((name) => tryEvents(deps, { ...asked, name, seconds: 120 }));
    expect(await Promise.all(both)).toEqual([{ ok: true }, { ok: true }]);
    expect(await tryEvents(deps, { ...asked, seconds: 120 })).toEqual({ ok: true });
    expect(await sending.accepts()).toEqual({ "success@simulator.amazonses.com": 2 });
    await heard.stop();
  });

  it("says so when SES takes it and no word comes, and when SES does not take it", async () => {
    sending = await aSending(0);
    const deps = { ...sending.deps, timer };
    expect(await tryEvents(deps, { ...asked, seconds: 3 })).toEqual({ ok: false, reason: "none-came" });
    await sending.close();
    sending = await aSending(0, { verifiedIdentities: ["elsewhere.example"] });
    const refused = { ...sending.deps, timer };
    expect(await tryEvents(refused, { ...asked, seconds: 3 })).toEqual({ ok: false, reason: "not-sent" });
  });
});
