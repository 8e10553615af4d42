/**
 * What the events of SES say about the deliveries of one chunk: sets that only grow, so that doubles and disorder
 * change nothing. Each of these is an event about a message that SES had accepted.
 */
export const evidenceKinds = ["sent", "delivered", "delayed", "bounced", "complained", "rejected"] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** Per kind the marks of the deliveries it was reported of. */
export type Evidence = Readonly<Record<EvidenceKind, ReadonlySet<number>>>;

/** A recipient is tried at most so often: whoever dies at the fifth is shown to a person. */
export const mostTries = 5;
export const everyTry: readonly number[] = Array.from({ length: mostTries }, (_, before) => before + 1);

/**
 * What is stored of a recipient has so many places, the first of them for none: tries are counted from 1. A ledger is
 * read by it for years, so it has room and never changes.
 */
export const placesForTries = 8;

/** One delivery as one number, unique within its chunk: `index × 8 + try`. */
export const evidenceMark = ({ index, try: attempt }: { index: number; try: number }): number => {
  if (!Number.isInteger(index) || index < 0) throw new RangeError(`no place in a chunk: ${index}`);
  if (!Number.isInteger(attempt) || attempt < 1 || attempt > mostTries) throw new RangeError(`no try: ${attempt}`);
  return index * placesForTries + attempt;
};

/** Whose mark it is: their place in the chunk. */
export const indexOfMark = (mark: number): number => Math.floor(mark / placesForTries);

/** Whether any event of this try or an earlier one came: SES had the mail, whatever became of it afterwards. */
export const wasAccepted = (evidence: Evidence, { index, try: last }: { index: number; try: number }): boolean =>
  triesUpTo(last).some((attempt) => kindsOf(evidence, { index, try: attempt }).length > 0);

/**
 * What this try and the earlier ones are proven to have come to, or `undefined` while nothing is. A try is `rejected`
 * when SES took the mail and then would not send it on, even if it had announced it as sent before.
 */
export const provenOutcome = (
  evidence: Evidence,
  { index, try: last }: { index: number; try: number },
): "sent" | "rejected" | undefined => {
  const outcomes = triesUpTo(last).map((attempt) => outcomeOf(kindsOf(evidence, { index, try: attempt })));
  return outcomes.find((outcome) => outcome === "sent") ?? outcomes.find((outcome) => outcome === "rejected");
};

const triesUpTo = (last: number): readonly number[] => everyTry.slice(0, last);

const kindsOf = (evidence: Evidence, delivery: { index: number; try: number }): EvidenceKind[] =>
  evidenceKinds.filter((kind) => evidence[kind].has(evidenceMark(delivery)));

const outcomeOf = (kinds: readonly EvidenceKind[]): "sent" | "rejected" | undefined => {
  if (kinds.some((kind) => kind !== "sent" && kind !== "rejected")) return "sent";
  if (kinds.includes("rejected")) return "rejected";
  return kinds.length > 0 ? "sent" : undefined;
};
