import { describe, expect, it } from "vitest";
import { check, type History, type Invariant, type Recipient } from "./checker.ts";

const ids = ["ada", "ben", "cyd"];
const place = (index: number) => `issue_0_0_${index}`;

const aRecipient = (index: number, changes: Partial<Recipient> = {}): Recipient => ({
  ...{ place: place(index), id: ids[index] as string, state: "sent", reason: "accepted", try: 1 },
  ...changes,
});
const anAccept = (index: number, at = 1_000) => ({
  ...{ at, messageId: `m${index}` },
  deliveryId: `${place(index)}_1`,
  recipients: [`${ids[index]}@example.com`],
});

const aWritten = (index: number) => ({ place: place(index), messageId: `m${index}`, revision: 1 });

/** Three people, each sent once, and nothing done to anybody. */
const aHistory = (changes: Partial<History> = {}): History => ({
  accepts: [anAccept(0), anAccept(1), anAccept(2)],
  parts: [{ shard: "0", chunk: "0", recipients: ids }],
  recipients: ids.map((_, index) => aRecipient(index)),
  written: ids.map((_, index) => aWritten(index)),
  audience: 3,
  idOf: (address) => address.split("@")[0] as string,
  movedTo: new Map(),
  leftBy: new Map(),
  rejectedLater: new Set(),
  mostUnknown: 0,
  badMails: [],
  ...changes,
});

/** The history with one recipient otherwise, and without their mail unless it was accepted all the same. */
const withRecipient = (index: number, changes: Partial<Recipient>, accepted = true) =>
  aHistory({
    recipients: ids.map((_, each) => aRecipient(each, each === index ? changes : {})),
    accepts: ids.flatMap((_, each) => (each === index && !accepted ? [] : [anAccept(each)])),
  });

const broken = (history: History): Invariant[] => check(history).breaches.map(({ invariant }) => invariant);

describe("the checker of a faulty run", () => {
  it("finds nothing where each was sent once", () => {
    expect(check(aHistory())).toEqual({
      breaches: [],
      ...{ lost: 0, twice: 0, unknown: 0, unknownTaken: 0 },
      sums: { audience: 3, sent: 3, rejected: 0, skipped: 0, unknown: 0, open: 0 },
    });
  });

  it("finds who was mailed twice, under whatever try", () => {
    const again = { ...anAccept(1), deliveryId: `${place(1)}_2` };
    const checked = check(aHistory({ accepts: [...aHistory().accepts, again] }));
    expect(checked.breaches).toMatchObject([{ invariant: "I1", count: 1, example: "ben" }]);
    expect(checked.twice).toBe(1);
  });

  it.each(["pending", "intent", "ambiguous", "refused"] as const)("finds who is left %s", (state) => {
    expect(broken(withRecipient(1, { state, reason: undefined }))).toEqual(["I2"]);
  });

  it("finds sums that do not add up", () => {
    expect(broken(aHistory({ audience: 4 }))).toEqual(["I2"]);
    expect(broken(aHistory({ audience: undefined }))).toEqual(["I2"]);
    expect(
      broken(aHistory({ recipients: aHistory().recipients.slice(1), accepts: aHistory().accepts.slice(1) })),
    ).toEqual(["I2"]);
  });

  it("finds who is called sent and was not: lost", () => {
    const checked = check(withRecipient(2, {}, false));
    expect(checked.breaches).toMatchObject([
      { invariant: "I3", count: 1 },
      { invariant: "I10", count: 1 },
    ]);
    expect(checked.lost).toBe(1);
  });

  it.each(["rejected", "skipped"] as const)("finds who is called %s and was accepted", (state) => {
    expect(broken(withRecipient(0, { state, reason: "refused" }))).toEqual(["I4"]);
    expect(broken(withRecipient(0, { state, reason: "refused" }, false))).toEqual([]);
  });

  it("lets a mail be rejected after it was accepted, where SES said so", () => {
    const rejected = withRecipient(0, { state: "rejected", reason: "reject-event" });
    expect(broken(rejected)).toEqual(["I4"]);
    expect(broken({ ...rejected, rejectedLater: new Set(["ada"]) })).toEqual([]);
  });

  it("finds more unknown than deaths explain, whether or not they were accepted", () => {
    const unknown = withRecipient(1, { state: "unknown", reason: "interrupted" }, false);
    expect(broken(unknown)).toEqual(["I5"]);
    expect(broken({ ...unknown, mostUnknown: 1 })).toEqual([]);
    expect(check(unknown)).toMatchObject({ lost: 0, unknown: 1, unknownTaken: 0 });
    const taken = withRecipient(1, { state: "unknown", reason: "interrupted" });
    expect(check(taken)).toMatchObject({ lost: 0, unknown: 1, unknownTaken: 1 });
  });

  it("finds a mail to who had left, and to anybody after a cancel and what was on its way", () => {
    expect(broken(aHistory({ leftBy: new Map([["ben", 999]]) }))).toEqual(["I6"]);
    expect(broken(aHistory({ leftBy: new Map([["ben", 1_000]]) }))).toEqual([]);
    expect(broken(aHistory({ cancelled: { at: 999, inFlight: 2 } }))).toEqual(["I6"]);
    expect(broken(aHistory({ cancelled: { at: 999, inFlight: 3 } }))).toEqual([]);
  });

  it("finds ten seconds that were too fast, wherever they begin", () => {
    const offered = (perSecond: [number, number][]) => aHistory({ offered: { perSecond, limit: 10 } });
    expect(
      broken(
        offered([
          [5, 60],
          [14, 50],
        ]),
      ),
    ).toEqual([]);
    expect(
      broken(
        offered([
          [5, 60],
          [14, 51],
        ]),
      ),
    ).toEqual(["I7"]);
    expect(
      broken(
        offered([
          [5, 60],
          [15, 51],
        ]),
      ),
    ).toEqual([]);
  });

  it("finds a mail that is for another, for several, for a stranger, or broken", () => {
    const [first, ...rest] = aHistory().accepts as [ReturnType<typeof anAccept>, ReturnType<typeof anAccept>];
    const accepts = (changes: object) => aHistory({ accepts: [{ ...first, ...changes }, ...rest] });
    expect(broken(accepts({ recipients: ["dan@example.com"] }))).toEqual(["I8"]);
    expect(broken(accepts({ recipients: ["ada@example.com", "dan@example.com"] }))).toEqual(["I8"]);
    expect(broken(accepts({ deliveryId: "elsewhere_0_0_0_1" }))).toEqual(["I8", "I10"]);
    expect(broken(aHistory({ badMails: ["no closing tag"] }))).toEqual(["I8"]);
  });

  it("follows who moved to another address, and only them", () => {
    const moved = aHistory({
      accepts: [{ ...anAccept(0), recipients: ["ada-new@example.com"] }, anAccept(1), anAccept(2)],
    });
    expect(broken(moved)).toEqual(["I8"]);
    expect(broken({ ...moved, movedTo: new Map([["ada", "ada-new"]]) })).toEqual([]);
  });

  it("finds who is mailed twice under two memberships: as who they were and as who they became", () => {
    const moved = new Map([["ada", "ben"]]);
    const both = check(aHistory({ movedTo: moved }));
    expect(both.breaches).toMatchObject([{ invariant: "I1", count: 1, example: "ben" }]);
    expect(both.twice).toBe(1);
    const atOneAddress = aHistory({
      accepts: [{ ...anAccept(0), recipients: ["ben@example.com"] }, anAccept(1), anAccept(2)],
      movedTo: moved,
    });
    expect(check(atOneAddress).breaches).toMatchObject([{ invariant: "I1", count: 1, example: "ben" }]);
  });

  it("finds an address that got two mails, whoever they were meant for", () => {
    const stray = aHistory({
      accepts: [{ ...anAccept(0), recipients: ["cyd@example.com"] }, anAccept(1), anAccept(2)],
    });
    expect(broken(stray)).toEqual(["I1", "I8"]);
  });

  it("finds who stands in two manifests", () => {
    const parts = [
      { shard: "0", chunk: "0", recipients: ["ada", "ben"] },
      { shard: "0", chunk: "ben", recipients: ["ben", "cyd"] },
    ];
    expect(broken(aHistory({ parts }))).toEqual(["I2", "I9"]);
  });

  it("finds who is sent by an answer that no result tells, or two do, or one of another mail", () => {
    const others = [aWritten(0), aWritten(2)];
    expect(broken(aHistory({ written: others }))).toEqual(["I10"]);
    expect(broken(aHistory({ written: [...others, aWritten(1), { ...aWritten(1), messageId: "m3" }] }))).toEqual([
      "I10",
    ]);
    expect(broken(aHistory({ written: [...others, { ...aWritten(1), messageId: "m2" }] }))).toEqual(["I10"]);
    expect(broken({ ...withRecipient(1, { reason: "event" }), written: others })).toEqual([]);
  });
});
