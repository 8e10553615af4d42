import type { Ineligibility } from "../audience/eligibility.ts";
import { mostTries, placesForTries } from "./evidence.ts";
import type { RecipientState } from "./recipient-state.ts";

/** Why a recipient was left out: not eligible any more, over the cap while a list warms up, or cancelled. */
export type LeftOut = Ineligibility | "ramp" | "cancelled";

/**
 * Every state with every reason it can have. A stored byte is a place in this list: it is only ever appended to, so
 * what is in a ledger keeps its meaning.
 */
export const standings = [
  { state: "pending" },
  { state: "intent" },
  { state: "sent", reason: "accepted" },
  { state: "sent", reason: "event" },
  { state: "rejected", reason: "refused" },
  { state: "rejected", reason: "cannot-be-rendered" },
  { state: "rejected", reason: "reject-event" },
  { state: "skipped", reason: "gone" },
  { state: "skipped", reason: "not-confirmed" },
  { state: "skipped", reason: "unsubscribed" },
  { state: "skipped", reason: "suppressed" },
  { state: "skipped", reason: "paused" },
  { state: "skipped", reason: "ramp" },
  { state: "skipped", reason: "cancelled" },
  { state: "refused" },
  { state: "ambiguous", reason: "no-answer" },
  { state: "ambiguous", reason: "interrupted" },
  { state: "unknown", reason: "no-answer" },
  { state: "unknown", reason: "interrupted" },
] as const satisfies readonly { state: RecipientState; reason?: string }[];

export type Reason = Extract<(typeof standings)[number], { reason: string }>["reason"];

/** Where one recipient stands. `try` is the one being made, or the next one; tries are counted from 1. */
export type Standing = { state: RecipientState; reason?: Reason | undefined; try: number };

/** Whether a first try is still to come, or just being made. */
export const isUntried = ({ state, try: attempt }: Standing): boolean =>
  attempt === 1 && (state === "pending" || state === "intent");

/** One byte per recipient. Throws for a state with a reason that it cannot have. */
export const packStandings = (recipients: readonly Standing[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(recipients, (recipient) => {
    const place = standings.findIndex(
      (each) => each.state === recipient.state && ("reason" in each ? each.reason : undefined) === recipient.reason,
    );
    if (place === -1) throw new Error(`nobody is ${recipient.state} for "${recipient.reason}"`);
    if (recipient.try < 1 || recipient.try > mostTries) throw new RangeError(`no try: ${recipient.try}`);
    return place * placesForTries + recipient.try;
  });

/** The state that a byte says, with its reason where the state has one. */
export const stateOfByte = (byte: number): { state: RecipientState; reason?: Reason } => {
  const standing = standings[Math.floor(byte / placesForTries)];
  if (!standing) throw new Error(`no standing has the byte ${byte}`);
  return standing;
};

/** The other way; throws for a byte that no standing has. Who stands alike shares one standing, which nobody changes. */
export const unpackStandings = (bytes: Uint8Array): Standing[] => Array.from(bytes, standingOfByte);

const known: Readonly<Standing>[] = [];

const standingOfByte = (byte: number): Readonly<Standing> => {
  const standing = known[byte] ?? newStanding(byte);
  known[byte] = standing;
  return standing;
};

const newStanding = (byte: number): Readonly<Standing> => {
  const standing = standings[Math.floor(byte / placesForTries)];
  if (!standing || byte % placesForTries === 0) throw new Error(`no standing has the byte ${byte}`);
  return Object.freeze({ ...standing, try: byte % placesForTries });
};
