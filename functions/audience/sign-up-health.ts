import * as z from "zod";
import { addMilliseconds, day, hour, type Instant, instantSchema, toInstant } from "../core/time.ts";

/** What became of the confirmation mails that were sent within one hour of the clock. */
export const mailsOfHourSchema = z.object({
  hour: instantSchema,
  sent: z.number().default(0),
  bounced: z.number().default(0),
  confirmed: z.number().default(0),
});
export type MailsOfHour = z.infer<typeof mailsOfHourSchema>;

export const closedBecause = ["bounces", "unconfirmed"] as const;
/** The breaker of a newsletter's form: closed until then, or opened by an operator, who has looked. */
export const breakerSchema = z.object({
  closedUntil: instantSchema.optional(),
  because: z.enum(closedBecause).optional(),
  openedAt: instantSchema.optional(),
});
export type Breaker = z.infer<typeof breakerSchema>;

export const hourOf = (at: Instant): Instant => toInstant(Math.floor(Date.parse(at) / hour) * hour);

const fewestForBounces = 20;
const mostBounced = 0.1;
const fewestForConfirmed = 50;
const leastConfirmed = 0.05;
const lookBack = 6 * hour;
/** Who asked last in an hour has had an hour to answer. */
const timeToAnswer = hour;

/** The first hour that the decision looks at. */
export const healthFrom = (at: Instant): Instant => hourOf(addMilliseconds(at, -lookBack));

/**
 * Whether the form must close: of the confirmation mails of the last hours more than 10 % came back, or of those of an
 * hour that had an hour to be answered less than 5 % were. A few mails prove nothing, and hours before an operator
 * opened the form count no more.
 */
export const mustClose = (hours: readonly MailsOfHour[], at: Instant): Breaker["because"] => {
  const recent = hours.filter((each) => addMilliseconds(each.hour, 2 * hour) > at);
  const sent = recent.reduce((sum, each) => sum + each.sent, 0);
  const bounced = recent.reduce((sum, each) => sum + each.bounced, 0);
  if (sent >= fewestForBounces && bounced > mostBounced * sent) return "bounces";
  const isUnanswered = (each: MailsOfHour) =>
    addMilliseconds(each.hour, hour + timeToAnswer) <= at &&
    each.sent >= fewestForConfirmed &&
    each.confirmed < leastConfirmed * each.sent;
  return hours.some(isUnanswered) ? "unconfirmed" : undefined;
};

export const closedFor = day;

export const isClosed = ({ closedUntil }: Breaker, at: Instant): boolean =>
  closedUntil !== undefined && closedUntil > at;
