import { indexOfMark } from "./evidence.ts";

/** What became of an issue's mails after SES took them, each recipient in one place at most; `complained` beside it. */
export type Deliverability = {
  /** The receiver's server took it. */
  delivered: number;
  /** Refused for good. */
  bouncedHard: number;
  /** Refused for now, and SES has given up. */
  bouncedSoft: number;
  /** SES did not try, because it or the account suppresses the address. */
  withheld: number;
  /** SES took it and then found that it may not be sent. */
  rejected: number;
  /** SES is still trying. */
  delayed: number;
  complained: number;
};

/** What a list is judged by. */
export const harm = ["bouncedHard", "complained"] as const;
export type Harm = Pick<Deliverability, (typeof harm)[number]>;

/** What is known of the deliveries of one chunk: marks (`evidence.ts`), in sets that only grow. */
export type Reported = Readonly<
  Record<
    "delivered" | "delayed" | "bounced" | "bouncedHard" | "bouncedSoft" | "complained" | "rejected",
    ReadonlySet<number>
  >
>;

export const noDeliverability: Deliverability = {
  ...{ delivered: 0, bouncedHard: 0, bouncedSoft: 0, withheld: 0, rejected: 0, delayed: 0, complained: 0 },
};

/**
 * The sums of one chunk. A recipient counts once, by what weighs most over all tries: a hard bounce, then a delivery,
 * then a soft bounce.
 */
export const deliverabilityOf = (reported: Reported): Deliverability => {
  const seen = new Set<number>();
  const newlyIn = (marks: ReadonlySet<number>): number => {
    const before = seen.size;
    for (const mark of marks) seen.add(indexOfMark(mark));
    return seen.size - before;
  };
  return {
    bouncedHard: newlyIn(reported.bouncedHard),
    delivered: newlyIn(reported.delivered),
    bouncedSoft: newlyIn(reported.bouncedSoft),
    withheld: newlyIn(reported.bounced),
    rejected: newlyIn(reported.rejected),
    delayed: newlyIn(reported.delayed),
    complained: new Set([...reported.complained].map(indexOfMark)).size,
  };
};

export const summed = (one: Deliverability, other: Deliverability): Deliverability => ({
  delivered: one.delivered + other.delivered,
  bouncedHard: one.bouncedHard + other.bouncedHard,
  bouncedSoft: one.bouncedSoft + other.bouncedSoft,
  withheld: one.withheld + other.withheld,
  rejected: one.rejected + other.rejected,
  delayed: one.delayed + other.delayed,
  complained: one.complained + other.complained,
});

const words: readonly (readonly [keyof Deliverability, string])[] = [
  ["delivered", "delivered"],
  ["bouncedHard", "bounced for good"],
  ["bouncedSoft", "bounced for now"],
  ["withheld", "not tried by SES"],
  ["rejected", "rejected by SES"],
  ["delayed", "delayed"],
  ["complained", "called spam"],
];

/** `delivered 23, bounced for good 1, called spam 1; no word yet of 2`, of so many that were sent. */
export const deliverabilityLine = (sums: Deliverability, sent: number): string => {
  const { complained: _, ...places } = sums;
  const silent = sent - Object.values(places).reduce((sum, count) => sum + count, 0);
  const shown = words.filter(([kind]) => kind === "delivered" || sums[kind] > 0);
  const line = shown.map(([kind, word]) => `${word} ${sums[kind]}`).join(", ");
  return silent > 0 ? `${line}; no word yet of ${silent}` : line;
};
