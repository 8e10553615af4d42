/** What came of a decision about a run; the key stands in the address that follows, and a number where one is told. */
export const runNotices = {
  paused: "Paused. What was under way is finished; nobody else gets it until it is resumed.",
  resumed: "It goes on within a minute.",
  standing: "That is lifted, and something else still holds it.",
  correcting: "Paused, and its correction is open. Nobody gets it before it is sent.",
  corrected: "Corrected. Whoever has not got it yet gets the corrected one.",
  discarded: "The correction is discarded, with all that was changed in it. The others get it as it was sent.",
  cancelled: "Cancelled. Nobody else gets it.",
  settled: "Settled by what Amazon SES has said since:",
  resent: "Unknown, and mailed once more within a minute:",
  left: "The others are mailed once more within a minute. Left, as their parts are in hand or stuck; ask again in a minute:",
  redriven: "Stuck parts that go on within a minute:",
  copied: "A copy was sent.",
} as const satisfies Record<string, string>;

export const runRefusals = {
  over: "It is over: there is nobody else to send it to.",
  "no-correction": "There is no correction of it: it was sent or discarded meanwhile.",
  "correction-changed": "The correction was changed since you looked. Look at it again.",
  "correction-decided": "The correction is decided, and can only be finished: correct and continue.",
  untyped: "Nothing was cancelled. Type the word to confirm.",
  nothing: "There was nothing to resume.",
  "no-subscriber": "No copy was sent: nobody with this address subscribes to the newsletter.",
  "not-confirmed": "No copy was sent: the address is not confirmed, or unsubscribed.",
  suppressed: "No copy was sent: the address is suppressed.",
  "not-sent-yet": "No copy was sent: the issue itself has not begun to be sent.",
  "sent-already": "The copy was sent already. It was not sent a second time.",
  "no-slot": "No copy was sent: the rate of the account is used up by others. Try again.",
  refused: "No copy was sent: Amazon SES refused it.",
  unknown: "Perhaps a copy was sent: Amazon SES gave no answer. Look before you try again.",
} as const satisfies Record<string, string>;

export type RunNotice = { kind: "status" | "alert"; words: string };

export const runNotice = (key?: string, count?: string): RunNotice | undefined => {
  if (key === undefined) return undefined;
  const more = /^\d{1,9}$/.test(count ?? "") ? ` ${Number(count).toLocaleString("en-GB")}.` : "";
  if (Object.hasOwn(runNotices, key))
    return { kind: "status", words: runNotices[key as keyof typeof runNotices] + more };
  if (Object.hasOwn(runRefusals, key)) return { kind: "alert", words: runRefusals[key as keyof typeof runRefusals] };
  return undefined;
};
