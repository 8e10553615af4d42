import * as z from "zod";
import { addMilliseconds, type Clock, day, instantSchema } from "../core/time.ts";
import { closedBecause, hourOf, isClosed, mailsOfHourSchema } from "./sign-up-health.ts";
import type { SignUpStore } from "./sign-up-store.ts";

export const signUpFormSchema = z.object({
  isOpen: z.boolean(),
  closedUntil: instantSchema.optional(),
  because: z.enum(closedBecause).optional(),
  /** The confirmation mails of the last two days, by hour; an hour without any is left out. */
  hours: z.array(mailsOfHourSchema),
});
export type SignUpForm = z.infer<typeof signUpFormSchema>;

const lookBack = 2 * day;

/** Whether a newsletter's form is open, and what became of its mails: what an operator looks at before opening it. */
export const readSignUpForm = async (
  { signUps, clock }: { signUps: Pick<SignUpStore, "breaker" | "hoursSince">; clock: Clock },
  { newsletterId }: { newsletterId: string },
): Promise<SignUpForm> => {
  const at = clock();
  const [breaker, hours] = await Promise.all([
    signUps.breaker(newsletterId),
    signUps.hoursSince(newsletterId, hourOf(addMilliseconds(at, -lookBack))),
  ]);
  const { closedUntil, because } = breaker;
  return isClosed(breaker, at) ? { isOpen: false, closedUntil, because, hours } : { isOpen: true, hours };
};

export const closedWords: Readonly<Record<NonNullable<SignUpForm["because"]>, string>> = {
  bounces: "confirmation mails came back",
  unconfirmed: "confirmation mails went unanswered",
};
