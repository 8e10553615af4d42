import { resolve } from "node:path";
import * as z from "zod";
import { InvalidInput } from "./errors.ts";
import { type Instant, toInstant } from "./time.ts";

/** Where a service is: the one in this process, or any that speaks its protocol at a URL. */
export type Service = { kind: "embedded" } | { kind: "endpoint"; url: string };

/** What the program runs on, parsed once from the environment and then trusted. */
export type Config = {
  /** Everything that is kept between runs, as an absolute path. */
  dataFolder: string;
  host: string;
  port: number;
  /** Where readers reach us: the front of every link in a mail, without a slash at its end. */
  publicUrl: string;
  /** `from`: the clock shows that instant at the first start and runs on; `system`: the real time. */
  clock: { kind: "system" } | { kind: "from"; at: Instant };
  tickSeconds: number;
  region: string;
  store: Service;
  ses: Service;
  /** What the embedded SES endpoint allows, as an account's `GetSendQuota` says it. */
  sesLimits: { ratePerSecond: number; dailyQuota: number };
  sample: boolean;
  /** The service that asks visitors of the sign-up form whether they are people; none when undefined. */
  challenge: { siteKey: string; secret: string; scriptUrl: string; verifyUrl: string } | undefined;
  /** Who signs the editors in; without it the provider of this machine does, on the loopback address only. */
  signIn: { issuer: string; clientId: string; clientSecret?: string | undefined; rolesClaim: string } | undefined;
};

/** The names and addresses that lead back to the machine itself. */
export const loopbackNames: readonly string[] = ["localhost", "127.0.0.1", "[::1]", "::1"];

const whole = (least: number, most: number, byDefault: number) => {
  const error = `is a whole number from ${least} to ${most}`;
  return z.coerce.number(error).int(error).min(least, error).max(most, error).default(byDefault);
};

const rate = "is a number of messages a second, up to 100000";
const clockForms = "is system, sample, or an instant such as 2026-10-24T08:00:00+02:00";

/** No user, password or query: it goes into links and is printed. */
const origin = (example: string) =>
  z
    .url({ protocol: /^https?$/, error: `is a URL such as ${example}` })
    .refine((url) => !/[@?#]/.test(url), `is a URL such as ${example}, without user, query or fragment`)
    .transform((url) => url.replace(/\/+$/, ""));

/** Every variable, what it means, and what it is when unset. `tearsheet config` prints them all. */
const environmentSchema = z.object({
  TEARSHEET_DATA: z.string().min(1).default(".data"),
  TEARSHEET_HOST: z.string().min(1).default("127.0.0.1"),
  TEARSHEET_PORT: whole(1, 65_535, 4040),
  TEARSHEET_PUBLIC_URL: origin("https://news.example.org").optional(),
  TEARSHEET_CLOCK: z
    .union([z.enum(["system", "sample"]), z.iso.datetime({ offset: true, error: clockForms })], { error: clockForms })
    .optional(),
  TEARSHEET_TICK_SECONDS: whole(1, 3600, 60),
  TEARSHEET_SAMPLE: z.enum(["on", "off"], { error: "is on or off" }).default("on"),
  TEARSHEET_SES_RATE: z.coerce.number(rate).positive(rate).max(100_000, rate).default(50),
  TEARSHEET_SES_DAILY_QUOTA: whole(1, 1_000_000_000, 50_000),
  TEARSHEET_OIDC_ISSUER: origin("https://id.example.org")
    .refine((url) => url.startsWith("https:") || loopbackNames.includes(new URL(url).hostname), "is to be by https")
    .optional(),
  TEARSHEET_OIDC_CLIENT_ID: z.string().min(1).optional(),
  TEARSHEET_CHALLENGE_SITE_KEY: z.string().min(1).optional(),
  TEARSHEET_CHALLENGE_SECRET: z.string().min(1).optional(),
  TEARSHEET_CHALLENGE_SCRIPT: z
    .url({ protocol: /^https$/, error: "is an https URL" })
    .default("https://challenges.cloudflare.com/turnstile/v0/api.js"),
  TEARSHEET_CHALLENGE_VERIFY: z
    .url({ protocol: /^https$/, error: "is an https URL" })
    .default("https://challenges.cloudflare.com/turnstile/v0/siteverify"),
  TEARSHEET_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  TEARSHEET_OIDC_ROLES_CLAIM: z.string().min(1).default("roles"),
  AWS_REGION: z.string().min(1).default("eu-west-1"),
  AWS_ENDPOINT_URL_DYNAMODB: origin("http://127.0.0.1:8000").optional(),
  AWS_ENDPOINT_URL_SES: origin("http://127.0.0.1:8025").optional(),
});

/** The names of all of them; docs/commands.md explains each, and a test holds it to that. */
export const settingNames: readonly string[] = Object.keys(environmentSchema.shape);

/**
 * The configuration that an environment means; an empty one is a valid local set-up.
 * `sampleNow` is the instant that the sample newsletter lives at. Variables that are set but empty count as unset.
 * Throws `InvalidInput` that names every variable in error at once, and every `TEARSHEET_` variable nobody knows.
 */
export const parseConfig = (environment: Readonly<Record<string, string | undefined>>, sampleNow: Instant): Config => {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = environmentSchema.safeParse(set);
  const problems = [
    ...new Set((parsed.error?.issues ?? []).map(({ path, message }) => `${String(path[0])} ${message}`)),
    ...Object.keys(set)
      .filter((name) => name.startsWith("TEARSHEET_") && !settingNames.includes(name))
      .map((name) => `${name} is no setting`),
    ...(set.TEARSHEET_OIDC_ISSUER && !set.TEARSHEET_OIDC_CLIENT_ID
      ? ["TEARSHEET_OIDC_CLIENT_ID is needed with TEARSHEET_OIDC_ISSUER"]
      : []),
  ];
  if (problems.length > 0 || !parsed.data) throw new InvalidInput(problems);
  const value = parsed.data;
  return {
    dataFolder: resolve(value.TEARSHEET_DATA),
    host: value.TEARSHEET_HOST,
    port: value.TEARSHEET_PORT,
    publicUrl: value.TEARSHEET_PUBLIC_URL ?? `http://localhost:${value.TEARSHEET_PORT}`,
    clock: clockOf(value.TEARSHEET_CLOCK ?? (value.TEARSHEET_SAMPLE === "on" ? "sample" : "system"), sampleNow),
    tickSeconds: value.TEARSHEET_TICK_SECONDS,
    region: value.AWS_REGION,
    store: service(value.AWS_ENDPOINT_URL_DYNAMODB),
    ses: service(value.AWS_ENDPOINT_URL_SES),
    sesLimits: { ratePerSecond: value.TEARSHEET_SES_RATE, dailyQuota: value.TEARSHEET_SES_DAILY_QUOTA },
    sample: value.TEARSHEET_SAMPLE === "on",
    challenge: challengeOf(value),
    signIn: signInOf(value),
  };
};

const challengeOf = (value: z.output<typeof environmentSchema>): Config["challenge"] => {
  const { TEARSHEET_CHALLENGE_SITE_KEY: siteKey, TEARSHEET_CHALLENGE_SECRET: secret } = value;
  if (!siteKey && !secret) return undefined;
  if (!siteKey || !secret)
    throw new InvalidInput("TEARSHEET_CHALLENGE_SITE_KEY and TEARSHEET_CHALLENGE_SECRET are set both or not at all");
  const { TEARSHEET_CHALLENGE_SCRIPT: scriptUrl, TEARSHEET_CHALLENGE_VERIFY: verifyUrl } = value;
  return { siteKey, secret, scriptUrl, verifyUrl };
};

const signInOf = (value: z.output<typeof environmentSchema>): Config["signIn"] => {
  const { TEARSHEET_OIDC_ISSUER: issuer, TEARSHEET_OIDC_CLIENT_ID: clientId } = value;
  if (!issuer || !clientId) return undefined;
  const { TEARSHEET_OIDC_CLIENT_SECRET: clientSecret, TEARSHEET_OIDC_ROLES_CLAIM: rolesClaim } = value;
  return { issuer, clientId, clientSecret, rolesClaim };
};

const clockOf = (setting: string, sampleNow: Instant): Config["clock"] => {
  if (setting === "system") return { kind: "system" };
  return { kind: "from", at: setting === "sample" ? sampleNow : toInstant(setting) };
};

const service = (url: string | undefined): Service => (url ? { kind: "endpoint", url } : { kind: "embedded" });
