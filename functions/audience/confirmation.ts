import * as z from "zod";
import type { Keyring } from "../core/signed-link.ts";
import { addMilliseconds, day, hour, type Instant, instantSchema } from "../core/time.ts";
import { instantToken } from "./instant-token.ts";

/** How long the link of a confirmation mail works. */
const lifetime = 48 * hour;

/** Nobody gets more confirmation mails than this, whoever asks and for whichever newsletter, until one is answered. */
const mostMails = 3;
const pauseBetween = day;

/** The limit that a confirmation mail at `at` has to keep. */
export const confirmationLimit = (at: Instant): { most: number; notSince: Instant } => ({
  most: mostMails,
  notSince: addMilliseconds(at, -pauseBetween),
});

/** That somebody was asked to confirm. */
export const askedSchema = z.object({ newsletterId: z.string(), subscriberId: z.string(), askedAt: instantSchema });
export type Asked = z.infer<typeof askedSchema>;

/** Who has not confirmed is known for some days more than the link works, for whoever wonders where the mail is. */
export const pendingKeptFor = 7 * day;

/** What a confirmation mail asks of whom; it may have waited for a while since the person asked. */
export type Confirming = { newsletterId: string; subscriberId: string; sentAt: Instant };

/** A token that answers the mail of `sentAt`, for 48 hours. */
export const confirmToken = (keyring: Keyring, { sentAt, ...asked }: Confirming): string =>
  instantToken(keyring, { ...asked, purpose: "confirm", at: sentAt }, lifetime);
