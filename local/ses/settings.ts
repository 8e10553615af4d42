import * as z from "zod";

const share = z.number().min(0).max(1);

/** How events reach their subscribers; the defaults are a perfect stream. Shares are drawn from `seed`, so they repeat. */
const eventSettingsSchema = z.strictObject({
  /** Every event comes this much after its cause. */
  delaySeconds: z.number().min(0).default(0),
  /** Each event waits up to this much longer, one by one, so that their order is lost. */
  shuffleSeconds: z.number().min(0).default(0),
  twice: share.default(0),
  /** Mails of which no event comes. */
  lost: share.default(0),
  seed: z.string().default("events"),
});

/** What the account may do. All of it can be changed while the endpoint runs. */
export const settingsSchema = z.strictObject({
  /** Recipients a second, as `MaxSendRate` says it. */
  ratePerSecond: z.number().positive().default(50),
  /** What is really granted of `ratePerSecond`: an account may be throttled below what SES says of it. */
  grantedShare: z.number().gt(0).max(1).default(1),
  burstSeconds: z.number().positive().default(1),
  /** Recipients in `quotaWindowSeconds`, as `Max24HourSend` says it; -1 is without limit. */
  dailyQuota: z.int().min(-1).default(50_000),
  quotaWindowSeconds: z.number().positive().default(86_400),
  /** SES refuses a signature older than five minutes. */
  signatureLifeSeconds: z.number().positive().default(300),
  region: z.string().default("eu-west-1"),
  sendingEnabled: z.boolean().default(true),
  mailFromVerified: z.boolean().default(true),
  /** Addresses and domains that may stand in From; unset, everybody may. */
  verifiedIdentities: z.array(z.string()).optional(),
  /** The configuration sets that exist; unset, every name does. */
  configurationSets: z.array(z.string()).optional(),
  maxMessageBytes: z.int().positive().default(10_485_760),
  maxRecipients: z.int().positive().default(50),
  events: eventSettingsSchema.prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
