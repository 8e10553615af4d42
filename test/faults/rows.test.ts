import { describe, expect, it } from "vitest";
import { nothingAsked } from "./asked.ts";
import { rowReport } from "./row-report.ts";
import { rows } from "./rows.ts";
import type { RowOutcome } from "./run-row.ts";

const people = 1_000;

/** A run in which everybody got their mail and nothing happened: no fault, no pause, nobody in doubt. */
const anOutcome = (changes: Partial<RowOutcome> = {}): RowOutcome => ({
  ...{ breaches: [], lost: 0, twice: 0, unknown: 0, unknownTaken: 0 },
  sums: { audience: people, sent: people, rejected: 0, skipped: 0, unknown: 0, open: 0 },
  ...{ people, factor: 20, seconds: 10, kills: 0, freezes: 0, silences: 0, longestCallMs: 100, asked: [] },
  ...{ mostlySilent: 0, again: [], silent: new Set() },
  ...{ offered: people, companions: 0, handed: 16, storeWrites: 400, storeStruck: 0, struck: 0, causes: new Set() },
  ...{ byShard: new Map(), diedAt: new Map(), notes: new Map(), subjects: new Map(), complaints: [], timedOut: false },
  history: {
    accepts: Array.from({ length: people }, (_, n) => ({
      ...{ at: 100 * n, messageId: `m${n}`, deliveryId: `i_0_0_${n}_1`, recipients: [] },
    })),
    ...{ parts: [], written: [], recipients: [], audience: people, idOf: (address) => address, movedTo: new Map() },
    ...{ leftBy: new Map(), rejectedLater: new Set(), mostUnknown: 0, badMails: [] },
  },
  planned: { confirmed: [], strangers: new Set() },
  ...changes,
});

const rowNamed = (name: string) => {
  const row = rows.find((each) => each.name === name);
  if (!row) throw new Error(`no such row: ${name}`);
  return row;
};
const wrongIn = (name: string, changes: Partial<RowOutcome>): string[] =>
  rowReport(rowNamed(name), anOutcome(changes)).wrong;
const notes = (said: Record<string, number>) => new Map(Object.entries(said));

const bySender = (nth: number, lastAt: number) => ({ ...nothingAsked, nth, startedAt: 0, requests: 9, lastAt });

describe("the rows of faults", () => {
  it("lets no run of kills pass in which nobody died at one of the moments", () => {
    const moments = ["intent", "accepted", "result", "settling", "sweep"];
    const diedAt = new Map(moments.map((moment) => [moment, 1]));
    expect(wrongIn("kills", { kills: 20, diedAt, notes: notes({ "kills due": 20 }) })).toContain(
      "nobody died at: events",
    );
  });

  it.each(rows.filter(({ name }) => name !== "no-fault").map(({ name }) => [name]))(
    "%s is not as expected when nothing happened",
    (name) => expect(wrongIn(name, {})).not.toEqual([]),
  );

  it("hold a quota to a pause, to a batch a lease past it, and to silence until there is more", () => {
    const kept = { "while paused": 600, "past the quota": 100, "asked while paused": 0 };
    const quota = (said: object, causes: RowOutcome["causes"] = new Set(["quota"])) =>
      wrongIn("quota", { causes, notes: notes({ ...kept, ...said }) });
    expect(quota({})).toEqual([]);
    expect(quota({}, new Set())).toEqual(["never paused for the quota"]);
    expect(quota({ "past the quota": 401 })).toHaveLength(1);
    expect(quota({ "asked while paused": 1 })).toEqual(["1 asked for while paused"]);
  });

  it.each(["bounces", "complaints"])("hold %s to a pause, to silence, and to who gets the next issue", (name) => {
    const said = { "asked while paused": 0, "bounced or complained": 12, "mailed again": 0 };
    const sums = { audience: people, sent: 900, rejected: 0, skipped: 0, unknown: 0, open: 100 };
    const wrong = (more: object, causes: RowOutcome["causes"] = new Set(["reputation"])) =>
      wrongIn(name, { causes, sums, notes: notes({ ...said, ...more }) });
    expect(wrong({})).toEqual([]);
    expect(wrong({}, new Set())).toHaveLength(1);
    expect(wrong({ "asked while paused": 3 })).toEqual(["3 asked for while paused"]);
    expect(wrong({ "mailed again": 1 })).toEqual(["1 would be mailed again"]);
    expect(wrong({ "bounced or complained": 0 })).toEqual(["nothing came back"]);
  });

  it("find a sender that goes on with a clock that is off or has jumped", () => {
    const others = bySender(2, 15_000);
    expect(wrongIn("sender-clock-off", { asked: [bySender(1, 4_500), others] })).toEqual([]);
    expect(wrongIn("sender-clock-off", { asked: [bySender(1, 6_500), others] })).toHaveLength(1);
    expect(wrongIn("sender-clock-off", { asked: [bySender(0, 100), others] })).toHaveLength(1);
    expect(wrongIn("sender-clock-off", { asked: [bySender(2, 4_000)] })).toHaveLength(1);
  });

  it("want a late write and a late request of a sender that stood still", () => {
    const late = (more: object) =>
      wrongIn("frozen", { freezes: 6, asked: [{ ...bySender(0, 1), fenced: 1, withheld: 2, tooOld: 2, ...more }] });
    expect(late({})).toEqual([]);
    expect(late({ fenced: 0 })).toEqual(["no late write was refused"]);
    expect(late({ withheld: 1 })).toEqual(["1 of 2 late requests withheld"]);
    expect(late({ tooOld: 0 })).toEqual(["0 of 2 requests refused for an old signature"]);
  });

  it("compare messages that come thrice with those that come once, in the same run", () => {
    const beside = (writes: number, handed: number) => {
      const once = { people: 60, handed: 1, writes: 20 };
      return wrongIn("queue-thrice", {
        byShard: new Map([
          ["0", { people: 120, handed, writes }],
          ["1", once],
        ]),
      });
    };
    expect(beside(51, 6)).toEqual([]);
    expect(beside(53, 6)).toEqual(["too many store writes where messages came thrice"]);
    expect(beside(40, 3)).toEqual(["too few messages were taken that came thrice"]);
  });

  describe("where events are lost", () => {
    const sums = { audience: people, sent: people, rejected: 0, skipped: 0, unknown: 0, open: 1 };
    const said = notes({ "kills due": 12, "grace over": 1 });
    const doubted = { place: "i_0_0_x", id: "x", state: "ambiguous" as const, try: 1 };
    /** So many sent and written down before somebody is tried again, of whom some are silent. */
    const wrong = (sent: number, silent: number, more: Partial<RowOutcome> = {}) => {
      const deliveryIds = Array.from({ length: sent }, (_, n) => `i_0_0_${n}_1`);
      const history = {
        ...anOutcome().history,
        accepts: deliveryIds.map((deliveryId, n) => ({ at: n, messageId: `m${n}`, deliveryId, recipients: [] })),
        written: deliveryIds.map((each, n) => ({ place: each.slice(0, -2), messageId: `m${n}`, revision: 1 })),
        recipients: [
          doubted,
          ...deliveryIds.map((each, n) => ({
            ...{ place: each.slice(0, -2), id: `${n}`, state: "sent" as const, reason: "accepted", try: 1 },
          })),
        ],
      };
      const again = [{ at: 100_000, count: 25, isLast: true, seen: { sent, withEvent: sent } }];
      return wrongIn("events-lost", {
        ...{ sums, kills: 13, notes: said, history, again, silent: new Set(deliveryIds.slice(0, silent)) },
        ...more,
      });
    };

    it("want nobody tried again whom the silence of others should have kept from it", () => {
      expect(wrong(300, 0)).toEqual([]);
      expect(wrong(300, 1)).toEqual(["25 tried again though 1 of 300 sent by then were silent"]);
      expect(wrong(1_000, 9)).toEqual(["25 tried again though 9 of 1000 sent by then were silent"]);
    });

    it("want nobody tried again by a few while others are still to be sent", () => {
      const again = (isLast: boolean, sent: number) => ({
        again: [{ at: 0, count: 25, isLast, seen: { sent, withEvent: sent } }],
      });
      expect(wrong(300, 0, again(false, 40))).toEqual(["25 tried again by 40, with others still to be sent"]);
      expect(wrong(300, 0, again(true, 40))).toEqual([]);
      expect(wrong(300, 0, again(false, 1_000))).toEqual([]);
    });

    it("want somebody in doubt, and long enough", () => {
      const nobody = { sums: { ...sums, open: 0 } };
      expect(wrong(300, 0, nobody)).toEqual(["nobody was left without proof"]);
      expect(wrong(300, 0, { notes: notes({ "kills due": 12 }) })).toHaveLength(1);
    });
  });

  it.each(["500s", "hangs"])("let nobody of %s be unknown", (name) => {
    const recipients = [{ place: "i_0_0_x", id: "x", state: "unknown" as const, reason: "no-answer", try: 2 }];
    const history = { ...anOutcome().history, recipients };
    const wrong = wrongIn(name, {
      struck: 9,
      unknown: 1,
      sums: { ...anOutcome().sums, sent: 999, unknown: 1 },
      history,
    });
    expect(wrong).toEqual(["1 unknown, such as i_0_0_x: no-answer, try 2", "999 of 1000 sent"]);
  });

  it("want companions of doubts that stood alone", () => {
    const recipients = [{ place: "i_0_0_1", id: "x", state: "sent" as const, reason: "event", try: 1 }];
    const wrong = (companions: number) =>
      wrongIn("alone", { struck: 8, kills: 2, companions, history: { ...anOutcome().history, recipients } });
    expect(wrong(20)).toEqual([]);
    expect(wrong(19)).toEqual(["19 companions"]);
  });

  it("explain a pause for errors by a sender that missed most of its answers, and by nothing else", () => {
    const recipients = [{ place: "i_0_0_1", id: "x", state: "sent" as const, reason: "event", try: 1 }];
    const wrong = (mostlySilent: number) =>
      wrongIn("500s", {
        ...{ struck: 9, causes: new Set(["errors"] as const), mostlySilent },
        history: { ...anOutcome().history, recipients },
      });
    expect(wrong(1)).toEqual([]);
    expect(wrong(0)).toHaveLength(1);
  });
});
