import type { Instant } from "../core/time.ts";
import type { KeptAnswer } from "./events-store.ts";
import type { FoundDelivery } from "./find-delivery.ts";
import type { RunState } from "./issue-run.ts";
import type { Reason } from "./standing.ts";

export type StoryOf = {
  /** How the issue's sending stands; nothing while it has not begun. */
  state: RunState | undefined;
  /** Nothing for who is not in its audience. */
  delivery: FoundDelivery | undefined;
  /** Why somebody who is in no audience was left out when it was frozen, where that shows still. */
  notPlannedBecause?: string | undefined;
  /** An instant as whoever asks reads it. */
  when: (at: Instant) => string;
};

/**
 * One subscriber's story of one issue, in a sentence or two: whether it was sent, when, why not, what SES calls the
 * message, and what the receiver answered. Names nobody.
 */
export const deliveryStory = ({ state, delivery, notPlannedBecause, when }: StoryOf): string => {
  if (state === undefined) return "The issue has not been sent to anybody yet.";
  if (!delivery) return notPlanned(state, notPlannedBecause);
  return [sentence(state, delivery, when), ...heardBack(delivery, when)].join(" ");
};

const notPlanned = (state: RunState, because: string | undefined): string => {
  if (state === "planning") return "The issue is being planned: who gets it is not known yet.";
  return `Not in the audience of this issue${because ? `: ${because}` : ""}.`;
};

const sentence = (state: RunState, { standing, sent, variant }: FoundDelivery, when: StoryOf["when"]): string => {
  const tries = standing && standing.try > 1 ? `, at try ${standing.try}` : "";
  const asked = sent ? ` at ${when(sent.intentAt)}` : "";
  const revision = sent && sent.revision > 1 ? `, as corrected (revision ${sent.revision})` : "";
  const kind = variant === "photos" ? ", photos only" : "";
  switch (standing?.state) {
    case "sent":
      return sent
        ? `Sent${asked}${tries}${kind}${revision}; Amazon SES calls it ${sent.messageId}.`
        : `Sent${tries}${kind}: Amazon SES gave no answer, and its events say that it took it.`;
    case "rejected":
    case "skipped":
      return `Not sent: ${standing.reason ? words[standing.reason] : "no reason was written down"}.`;
    case "refused":
      return "Refused by Amazon SES; whether for good is found out by what it says to others.";
    case "intent":
      return "Is being sent at this moment.";
    case "ambiguous":
      return `May have been sent: ${words[standing.reason ?? "no-answer"]}. It is waited for an event that says so.`;
    case "unknown":
      return `Unknown: ${words[standing.reason ?? "no-answer"]}, and no event ever said. It is not sent again by itself, as that could be twice.`;
    default:
      return waiting[state];
  }
};

/** Who is pending, by what the issue does. */
const waiting: Readonly<Record<RunState, string>> = {
  planning: "Not sent yet: the issue is being planned.",
  sending: "Not sent yet: its turn comes.",
  paused: "Not sent yet: the issue is paused.",
  settling: "Not sent yet.",
  done: "Not sent.",
  "done-with-unknown": "Not sent.",
  cancelled: "Not sent: the issue was cancelled.",
};

const words: Readonly<Record<Reason, string>> = {
  accepted: "Amazon SES took it",
  event: "an event of Amazon SES says so",
  refused: "Amazon SES refused the message for this address, and took it for others",
  "cannot-be-rendered": "no message can be made for this address or name",
  "reject-event": "Amazon SES took the message and then refused to send it on",
  gone: "there is no such subscriber any more",
  "not-confirmed": "the address was not confirmed",
  unsubscribed: "unsubscribed before it was sent",
  suppressed: "the address is suppressed: it bounced, complained, or was suppressed by hand",
  paused: "the subscriber had paused the newsletter",
  ramp: "over the number that an issue may go to while the list warms up",
  cancelled: "the issue was cancelled before",
  "no-answer": "Amazon SES gave no answer in time",
  interrupted: "whoever was sending it was interrupted",
};

export const reasonWords = (reason: Reason): string => words[reason];

const heardBack = ({ delivered, answers }: FoundDelivery, when: StoryOf["when"]): string[] => {
  const taken = delivered ? ["The receiver’s server took it."] : [];
  return [...taken, ...answers.map((answer) => answered(answer, when))];
};

const answered = ({ kind, at, words: meaning, said }: KeptAnswer, when: StoryOf["when"]): string => {
  const answer = `${verbs[kind]} ${when(at)}: ${meaning}.`;
  return said ? `${answer} (“${said}”)` : answer;
};

const verbs: Readonly<Record<KeptAnswer["kind"], string>> = {
  sent: "Noted at",
  delivered: "Delivered at",
  delayed: "Delayed at",
  bounced: "Came back at",
  complained: "Complained of at",
  rejected: "Rejected at",
};
