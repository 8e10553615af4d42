import * as z from "zod";
import { type Keyring, signToken } from "../core/signed-link.ts";
import { addMilliseconds, day, hour, type Instant, instantSchema, toInstant } from "../core/time.ts";

/** How long the link of a confirmation mail works. */
const lifetime = 48 * hour;

/** Nobody gets more confirmation mails than this, whoever asks and for whichever newsletter, until one is answered. */
const mostMails = 3;
const pauseBetween = day;

/** What the store holds a claim for a confirmation mail at `at` to. */
export const confirmationLimit = (at: Instant): { most: number; notSince: Instant } => ({
  most: mostMails,
  notSince: addMilliseconds(at, -pauseBetween),
});

/** That somebody was asked to confirm. */
export const askedSchema = z.object({ newsletterId: z.string(), subscriberId: z.string(), askedAt: instantSchema });
export type Asked = z.infer<typeof askedSchema>;

/** Who has not confirmed is known for some days more than the link works, for whoever wonders where the mail is. */
export const pendingKeptFor = 7 * day;

/** A token that confirms what was asked for at `askedAt`, for 48 hours. */
export const confirmToken = (keyring: Keyring, { newsletterId, subscriberId, askedAt }: Asked): string =>
  signToken(keyring, {
    purpose: "confirm",
    subscriberId,
    scope: `${newsletterId}.${Date.parse(askedAt)}`,
    expiresAt: Math.floor(Date.parse(addMilliseconds(askedAt, lifetime)) / 1000),
  });

/** When what a confirm token is about was asked for. */
export const askedAtOfScope = (scope: string): Instant => toInstant(Number(scope.slice(scope.indexOf(".") + 1)));
