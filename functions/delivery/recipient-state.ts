/**
 * The states of one recipient of one issue. `refused` is a doubt of its own kind: SES made no mail, and it is not yet
 * known whether that is for good. What is found in `intent` or `ambiguous` may have made a mail: nobody sends it.
 */
export const recipientStates = [
  "pending",
  "intent",
  "sent",
  "rejected",
  "skipped",
  "refused",
  "ambiguous",
  "unknown",
] as const;
export type RecipientState = (typeof recipientStates)[number];

/** Everything that can ever happen to a recipient. What is not here does not happen: `stepOf` throws. */
export const steps = [
  /** One conditional write covers a batch. */
  { from: "pending", to: "intent", when: "begun" },
  /** A consistent re-read says so, or the ramp, or the issue was cancelled. */
  { from: "pending", to: "skipped", when: "left-out" },
  { from: "pending", to: "rejected", when: "cannot-be-rendered" },
  /** Before a further try the evidence and the results are read: an event of an earlier try, or its message id. */
  { from: "pending", to: "sent", when: "earlier-event" },
  { from: "pending", to: "sent", when: "result" },
  /** An answer of 200 with a message id. */
  { from: "intent", to: "sent", when: "accepted" },
  /** Proven not accepted, or not started in time, by the holder itself. */
  { from: "intent", to: "pending", when: "not-accepted" },
  /** Refused, perhaps for good, perhaps for the fault. */
  { from: "intent", to: "refused", when: "refused" },
  /** No answer that says whether a mail was made. */
  { from: "intent", to: "ambiguous", when: "no-answer" },
  /** Found in `intent` by whoever takes the lease over. */
  { from: "intent", to: "ambiguous", when: "interrupted" },
  { from: "refused", to: "rejected", when: "refused-for-good" },
  { from: "refused", to: "pending", when: "issue-at-fault" },
  { from: "ambiguous", to: "sent", when: "event" },
  /** Its sender wrote down the message id, and died before the claim said so. */
  { from: "ambiguous", to: "sent", when: "result" },
  { from: "ambiguous", to: "rejected", when: "reject-event" },
  /** The grace is over, the event stream is proven healthy, and there is no event: a new try. */
  { from: "ambiguous", to: "pending", when: "proven-lost" },
  /** Strict mode, or four times the grace. */
  { from: "ambiguous", to: "unknown", when: "given-up" },
  { from: "unknown", to: "sent", when: "event" },
  { from: "unknown", to: "sent", when: "result" },
  { from: "unknown", to: "rejected", when: "reject-event" },
  /** An editor's decision, shown as "may be a duplicate": a new try. */
  { from: "unknown", to: "pending", when: "editor" },
] as const satisfies readonly { from: RecipientState; to: RecipientState; when: string }[];

export type Step = (typeof steps)[number];
export type When = Step["when"];

/** The one step from a state for a cause. Throws where the table has none: that is a defect, never an outcome. */
export const stepOf = (from: RecipientState, when: When): Step => {
  const step = steps.find((each) => each.from === from && each.when === when);
  if (!step) throw new Error(`a recipient who is ${from} has no step "${when}"`);
  return step;
};

/** Settled for good, or until a late event or an editor says otherwise. */
export const isSettled = (state: RecipientState): boolean =>
  state === "sent" || state === "rejected" || state === "skipped" || state === "unknown";

/** Whether a mail may have been made and nobody knows. */
export const isInDoubt = (state: RecipientState): boolean =>
  state === "intent" || state === "refused" || state === "ambiguous" || state === "unknown";
