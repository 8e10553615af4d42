import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { InvalidInput } from "../functions/core/errors.ts";

const domain = (example: string) =>
  z
    .string()
    .regex(/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, `is a domain such as ${example}`);

const arn = (service: string) => z.string().regex(new RegExp(`^arn:aws[\\w-]*:${service}:`), `is an ARN of ${service}`);

/** CloudFront takes certificates of this region alone. */
const certificate = z
  .string()
  .regex(/^arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/, "is an ARN of a certificate in us-east-1");

const https = z.url({ protocol: /^https$/, error: "is an https URL" });

/** Everything that may differ from stage to stage; `infra/stages/<stage>.json` holds it. */
export const settingsSchema = z.strictObject({
  account: z
    .string()
    .regex(/^\d{12}$/, "is twelve digits")
    .optional(),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "is a region such as eu-west-1"),
  /** The domain of the sender's address: SES signs for it. */
  senderDomain: domain("news.example.org"),
  /** Below the sender's domain: where bounces go, so that SPF is aligned. */
  mailFrom: z
    .string()
    .regex(/^[a-z0-9-]{1,63}$/, "is one label such as bounce")
    .default("bounce"),
  /** Whether the stack makes the sender's identity in SES, or the account has it already: then its MAIL FROM is yours, too. */
  identity: z.enum(["made", "existing"]).default("made"),
  /** The distribution in front: with a domain of its own and its certificate in us-east-1, without one, or none at all. */
  cloudFront: z
    .union(
      [z.enum(["on", "off"]), z.strictObject({ domain: domain("www.example.org"), certificateArn: certificate })],
      {
        error: 'is "on", "off", or { "domain": …, "certificateArn": … }',
      },
    )
    .default("on"),
  /** In front of every link, where neither the distribution nor the API has the right name. */
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Who signs the editors in: a user pool of ours, any provider of OpenID Connect, or nobody. */
  signIn: z
    .union(
      [
        z.enum(["cognito", "off"]),
        z.strictObject({
          issuer: https,
          clientId: z.string().min(1),
          /** The claim that holds the names of a person's roles. */
          rolesClaim: z.string().min(1).default("roles"),
          /** Of the secret that holds the client's secret; a public client has none. */
          clientSecretArn: arn("secretsmanager").optional(),
        }),
      ],
      { error: 'is "cognito", "off", or { "issuer": …, "clientId": …, "rolesClaim": …, "clientSecretArn": … }' },
    )
    .default("cognito"),
  /** A question of Turnstile's kind to whoever signs up by a form; the secret's own value is what the service gave. */
  challenge: z
    .strictObject({
      siteKey: z.string().min(1),
      secretArn: arn("secretsmanager"),
      scriptUrl: https.default("https://challenges.cloudflare.com/turnstile/v0/api.js"),
      verifyUrl: https.default("https://challenges.cloudflare.com/turnstile/v0/siteverify"),
    })
    .optional(),
  /**
   * Mail that comes in is read where an existing receipt rule set is named, of which an account has one active: who
   * writes to the mailbox (`unsubscribe@<senderDomain>` by itself) is let go by the token, and who answers one of
   * `replies` with "unsubscribe" is, too.
   */
  inboundMail: z
    .strictObject({
      ruleSet: z.string().regex(/^[\w-]{1,64}$/, "is the name of a receipt rule set"),
      mailbox: z.email().toLowerCase().optional(),
      replies: z.array(z.email().toLowerCase()).max(50).default([]),
    })
    .optional(),
  /** Whether SES still has the account in its sandbox: its functions may then send to whoever is verified there. */
  sandbox: z.enum(["yes", "no"]).default("no"),
  /** Who is told of alarms, once they have confirmed it by the mail that AWS sends them. */
  alarmMails: z.array(z.email()).max(10).default([]),
  /** Concurrent executions of the account; a new one has 10, and then nothing can be reserved (`canReserve`). */
  accountConcurrency: z.int().min(10).default(10),
  /** How many mails a second SES lets the account send; a new one has 14. */
  mailsPerSecond: z.int().min(1).default(14),
  architecture: z.enum(["arm64", "x86_64"]).default("arm64"),
  /** `no` for a stage that is thrown away: its tables and buckets go with it. */
  keep: z.enum(["yes", "no"]).default("yes"),
});
export type Settings = z.infer<typeof settingsSchema> & { stage: string };

/** The address in the `mailto` of List-Unsubscribe; none where no mail comes in. */
export const unsubscribeMailbox = ({ inboundMail, senderDomain }: Settings): string =>
  inboundMail ? (inboundMail.mailbox ?? `unsubscribe@${senderDomain}`) : "";

/** The settings as somebody wrote them. Throws `InvalidInput`, a line for each mistake, all of them at once. */
export const parseSettings = (stage: string, written: unknown): Settings => {
  const problems = /^[a-z][a-z0-9-]{0,15}$/.test(stage) ? [] : [`${stage} is no name of a stage such as production`];
  const parsed = settingsSchema.safeParse(written);
  for (const { path, message } of parsed.error?.issues ?? [])
    problems.push(`${stage}: ${path.length > 0 ? `${path.join(".")} ` : ""}${message}`);
  if (!parsed.success || problems.length > 0) throw new InvalidInput(problems);
  return { ...parsed.data, stage };
};

export const readSettings = (stage: string): Settings => {
  if (stage === "") throw new InvalidInput("no stage is named: say -c stage=<stage>, of infra/stages/<stage>.json");
  const file = join(import.meta.dirname, "stages", `${stage}.json`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new InvalidInput(`there is no infra/stages/${stage}.json: copy infra/stages/example.json`, { cause });
  }
  try {
    return parseSettings(stage, JSON.parse(text));
  } catch (cause) {
    if (cause instanceof InvalidInput) throw cause;
    throw new InvalidInput(`infra/stages/${stage}.json is no JSON: ${(cause as Error).message}`, { cause });
  }
};
