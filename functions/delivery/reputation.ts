import type { Harm } from "./deliverability.ts";
import type { ListCause } from "./issue-run.ts";

/** `pause`: mailbox providers and SES will not stand for more of it; `alarm`: a person should look now. */
export type Reputation =
  | { verdict: "good" }
  | { verdict: "alarm"; because: "complaints" }
  | { verdict: "pause"; because: "complaints" | "bounces" };

/** So many are sent before a list is judged. */
export const judgedFrom = 1_000;
const pausingBounces = 0.05;
const alarmingComplaints = 0.001;
const pausingComplaints = 0.003;
const fewestComplaints = 5;

/**
 * What an issue's feedback says of its list, once enough was sent to judge by. What a person has `seen` pauses nothing
 * any more; the other does.
 */
export const reputationOf = (
  { bouncedHard, complained }: Harm,
  sent: number,
  seen: readonly ListCause[] = [],
): Reputation => {
  if (sent < judgedFrom) return { verdict: "good" };
  if (!seen.includes("bounces") && bouncedHard >= pausingBounces * sent)
    return { verdict: "pause", because: "bounces" };
  const isTooMany = complained >= pausingComplaints * sent && complained >= fewestComplaints;
  if (!seen.includes("complaints") && isTooMany) return { verdict: "pause", because: "complaints" };
  return complained >= alarmingComplaints * sent ? { verdict: "alarm", because: "complaints" } : { verdict: "good" };
};

export const reputationLine = ({ verdict, because }: Exclude<Reputation, { verdict: "good" }>): string => {
  if (because === "bounces") return "too many addresses bounce: send nothing more before the list is clean";
  if (verdict === "pause") return "too many complaints: send nothing more before you know why";
  return "more complaints than mailbox providers like: look at who complains, and how they came to the list";
};
