import { describe, expect, it } from "vitest";
import { addMilliseconds } from "../../functions/core/time.ts";
import {
  type Claim,
  isHeld,
  isStuck,
  type Move,
  openClaim,
  redrive,
  release,
  takeLease,
  withMoves,
} from "../../functions/delivery/claim.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";

const at = "2026-10-24T06:00:00.000Z";
const times = sendingTimes();
const seconds = (count: number) => addMilliseconds(at, count * 1000);
const take = (claim: Claim, now = at, holder = "one"): Claim => {
  const taken = takeLease(claim, { holder, now, writeId: `${holder} ${now}`, times });
  if (!taken.ok) throw new Error(taken.reason);
  return taken.claim;
};
const moved = (claim: Claim, moves: readonly Move[], now = at) => withMoves(claim, moves, { now, writeId: "w", times });
const begin = (...indexes: number[]) => indexes.map((index): Move => ({ index, when: "begun", revision: 1 }));
const states = ({ recipients }: Claim) => recipients.map(({ state }) => state);

describe("a claim", () => {
  it("is held by one until its lease ends, and every holder has a higher fence", () => {
    const first = take(openClaim(3));
    expect(isHeld(first, seconds(59.999))).toBe(true);
    expect(takeLease(first, { holder: "two", now: seconds(59.999), writeId: "w", times })).toEqual({
      ok: false,
      reason: "held",
    });
    const second = take(first, seconds(60), "two");
    expect(second).toMatchObject({ fence: 2, version: 2, lease: { holder: "two", endsAt: seconds(120) } });
  });

  it("writes the results of a batch and the intents of the next as one version, and renews the lease by it", () => {
    const begun = moved(take(openClaim(4)), begin(0, 1), seconds(30));
    const next = moved(
      begun,
      [{ index: 0, when: "accepted" }, { index: 1, when: "no-answer" }, ...begin(2, 3)],
      seconds(40),
    );
    expect(states(next)).toEqual(["sent", "ambiguous", "intent", "intent"]);
    expect(next).toMatchObject({ version: 3, lease: { endsAt: seconds(100) } });
    expect(Object.fromEntries(next.doubts)).toEqual({
      1: { intentAt: seconds(30), revision: 1, ambiguousAt: seconds(40) },
      2: { intentAt: seconds(40), revision: 1 },
      3: { intentAt: seconds(40), revision: 1 },
    });
  });

  it("does not renew the lease for results alone", () => {
    const begun = moved(take(openClaim(1)), begin(0), seconds(10));
    expect(moved(begun, [{ index: 0, when: "accepted" }], seconds(20)).lease?.endsAt).toBe(seconds(70));
  });

  it("calls ambiguous what the next holder finds begun, from the moment it is found", () => {
    const found = take(moved(take(openClaim(2)), begin(0)), seconds(61), "two");
    expect(found.recipients).toEqual([
      { state: "ambiguous", reason: "interrupted", try: 1 },
      { state: "pending", try: 1 },
    ]);
    expect(found.doubts.get(0)).toEqual({ intentAt: at, revision: 1, ambiguousAt: seconds(61) });
  });

  it("counts a try only for a new one, and never a sixth", () => {
    let claim = moved(moved(take(openClaim(1)), begin(0)), [{ index: 0, when: "not-accepted" }]);
    expect(claim.recipients[0]?.try).toBe(1);
    for (const attempt of [2, 3, 4, 5]) {
      claim = moved(moved(moved(claim, begin(0)), [{ index: 0, when: "no-answer" }]), [
        { index: 0, when: "proven-lost" },
      ]);
      expect(claim.recipients[0]).toEqual({ state: "pending", try: attempt });
    }
    const doubtful = moved(moved(claim, begin(0)), [{ index: 0, when: "no-answer" }]);
    expect(() => moved(doubtful, [{ index: 0, when: "proven-lost" }])).toThrow("5 times");
    const unknown = moved(doubtful, [{ index: 0, when: "given-up" }]);
    expect(unknown.recipients[0]).toEqual({ state: "unknown", reason: "no-answer", try: 5 });
    expect(() => moved(unknown, [{ index: 0, when: "editor" }])).toThrow("5 times");
  });

  it("throws for a step that nobody takes, and changes nothing", () => {
    const claim = take(openClaim(1));
    expect(() => moved(claim, [...begin(0), { index: 0, when: "left-out", reason: "unsubscribed" }])).toThrow("intent");
    expect(() => moved(claim, begin(1))).toThrow("place 1");
    expect(claim).toEqual(take(openClaim(1)));
  });

  it("keeps no doubt of what is settled", () => {
    const claim = moved(moved(take(openClaim(2)), begin(0, 1)), [
      { index: 0, when: "no-answer" },
      { index: 1, when: "not-accepted" },
    ]);
    expect([...claim.doubts.keys()]).toEqual([0]);
    expect(moved(claim, [{ index: 0, when: "event" }]).doubts.size).toBe(0);
  });

  it("is not given back with a request open", () => {
    const claim = moved(take(openClaim(1)), begin(0));
    expect(() => release(claim, { writeId: "w", failed: false })).toThrow("intent");
  });

  it("is stuck after five leases in a row that came to nothing, and goes on when redriven", () => {
    let claim = openClaim(1);
    for (let lapsed = 0; lapsed < 5; lapsed++) claim = take(claim, seconds(100 * lapsed));
    expect(isStuck(claim, seconds(459.9))).toBe(false);
    expect(isStuck(claim, seconds(460))).toBe(true);
    expect(takeLease(claim, { holder: "six", now: seconds(500), writeId: "w", times })).toEqual({
      ok: false,
      reason: "stuck",
    });
    let failing = openClaim(1);
    for (let failed = 0; failed < 5; failed++) failing = release(take(failing), { writeId: "w", failed: true });
    expect(isStuck(failing, at)).toBe(true);
    expect(take(redrive(failing, "w")).lease?.holder).toBe("one");
  });

  it("is not stuck by leases given back, nor by lapsed ones under which anything changed", () => {
    let claim = openClaim(9);
    for (let turn = 0; turn < 9; turn++) claim = release(take(claim), { writeId: "w", failed: false });
    for (let turn = 0; turn < 9; turn++)
      claim = moved(take(claim, seconds(100 * turn)), begin(turn), seconds(100 * turn));
    expect(isStuck(take(claim, seconds(1000)), seconds(1000))).toBe(false);
  });
});
