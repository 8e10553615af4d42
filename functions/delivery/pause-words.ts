import type { PauseCause } from "./issue-run.ts";

/** Why an issue is paused, for a person. */
export const pauseWords = {
  editor: "an editor has paused it; resume it, and it goes on",
  correction: "it is being corrected at the desk; send the correction, or discard it",
  quota: "the day's quota is used up; it goes on by itself when there is more, or send it again",
  errors: "SES refuses the sender, its set-up, or the message; a few are tried, then resume it with --lift errors",
  reputation: "bounces or complaints, or AWS has paused sending; know why, then resume it with --lift reputation",
  "soft-start": "the first have it; look at bounces and complaints, it goes on by itself",
} as const satisfies Record<PauseCause, string>;
