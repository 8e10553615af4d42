import * as z from "zod";
import { InvalidInput } from "./core/errors.ts";
import type { TableDefinition } from "./core/store.ts";

/** The variable that names a table to the functions that were granted it. */
export const tableVariable = ({ name }: TableDefinition) => `TEARSHEET_TABLE_${name.toUpperCase()}` as const;

/** What each variable tells a function: `infra/` sets it together with the permission, `aws/` reads it. */
const variables = {
  TEARSHEET_TABLE_NEWSLETTERS: "name",
  TEARSHEET_TABLE_POSTS: "name",
  TEARSHEET_TABLE_ISSUES: "name",
  TEARSHEET_TABLE_AUDIENCE: "name",
  TEARSHEET_TABLE_LEDGER: "name",
  TEARSHEET_TABLE_CONSOLE: "name",
  TEARSHEET_TABLE_DESK: "name",
  TEARSHEET_TABLE_MAIL: "name",
  TEARSHEET_BUCKET_PHOTOS: "name",
  TEARSHEET_BUCKET_RENDITIONS: "name",
  TEARSHEET_BUCKET_IMPORTS: "name",
  TEARSHEET_BUCKET_INBOUND: "name",
  TEARSHEET_QUEUE_WORK: "name",
  TEARSHEET_QUEUE_MAILS: "name",
  TEARSHEET_QUEUE_PHOTOS: "name",
  TEARSHEET_QUEUE_IMPORTS: "name",
  TEARSHEET_QUEUE_EVENTS: "name",
  TEARSHEET_QUEUE_EVENTS_DEAD: "name",
  TEARSHEET_SECRET_KEYRING: "name",
  TEARSHEET_SECRET_IDENTITY: "name",
  /** What our own distribution sends with every request; empty where none stands in front. */
  TEARSHEET_SECRET_ORIGIN: "name or nothing",
  TEARSHEET_FUNCTION_CROPS: "name",
  TEARSHEET_CONFIGURATION_SET: "name",
  TEARSHEET_PUBLIC_URL: "url",
  /** The address in the `mailto` of List-Unsubscribe; empty where no mail comes in. */
  TEARSHEET_UNSUBSCRIBE_MAILBOX: "name or nothing",
  /** Who signs the editors in; all four are empty where nobody is to sign in. */
  TEARSHEET_OIDC_ISSUER: "url or nothing",
  TEARSHEET_OIDC_CLIENT_ID: "name or nothing",
  TEARSHEET_OIDC_ROLES_CLAIM: "name or nothing",
  /** The secret that holds the client's secret, at a provider that wants one. */
  TEARSHEET_SECRET_OIDC: "name or nothing",
  /** The service that asks visitors of the sign-up form whether they are people; all four are empty without one. */
  TEARSHEET_CHALLENGE_SITE_KEY: "name or nothing",
  TEARSHEET_CHALLENGE_SCRIPT: "url or nothing",
  TEARSHEET_CHALLENGE_VERIFY: "url or nothing",
  /** The secret that the service knows us by. */
  TEARSHEET_SECRET_CHALLENGE: "name or nothing",
} as const;
export type Variable = keyof typeof variables;

/** The variables that each function is told, no more and no fewer; in the order in which they stand above. */
export const wiring = {
  web: [
    "TEARSHEET_TABLE_NEWSLETTERS",
    "TEARSHEET_TABLE_AUDIENCE",
    "TEARSHEET_QUEUE_MAILS",
    "TEARSHEET_SECRET_KEYRING",
    "TEARSHEET_SECRET_IDENTITY",
    "TEARSHEET_SECRET_ORIGIN",
    "TEARSHEET_PUBLIC_URL",
    "TEARSHEET_CHALLENGE_SITE_KEY",
    "TEARSHEET_CHALLENGE_SCRIPT",
    "TEARSHEET_CHALLENGE_VERIFY",
    "TEARSHEET_SECRET_CHALLENGE",
  ],
  archive: [
    "TEARSHEET_TABLE_NEWSLETTERS",
    "TEARSHEET_TABLE_POSTS",
    "TEARSHEET_TABLE_ISSUES",
    "TEARSHEET_BUCKET_PHOTOS",
    "TEARSHEET_BUCKET_RENDITIONS",
    "TEARSHEET_SECRET_ORIGIN",
    "TEARSHEET_PUBLIC_URL",
  ],
  console: [
    "TEARSHEET_TABLE_NEWSLETTERS",
    "TEARSHEET_TABLE_POSTS",
    "TEARSHEET_TABLE_ISSUES",
    "TEARSHEET_TABLE_AUDIENCE",
    "TEARSHEET_TABLE_LEDGER",
    "TEARSHEET_TABLE_CONSOLE",
    "TEARSHEET_TABLE_DESK",
    "TEARSHEET_TABLE_MAIL",
    "TEARSHEET_BUCKET_PHOTOS",
    "TEARSHEET_BUCKET_RENDITIONS",
    "TEARSHEET_BUCKET_IMPORTS",
    "TEARSHEET_QUEUE_IMPORTS",
    "TEARSHEET_SECRET_KEYRING",
    "TEARSHEET_SECRET_IDENTITY",
    "TEARSHEET_SECRET_ORIGIN",
    "TEARSHEET_FUNCTION_CROPS",
    "TEARSHEET_PUBLIC_URL",
    "TEARSHEET_UNSUBSCRIBE_MAILBOX",
    "TEARSHEET_OIDC_ISSUER",
    "TEARSHEET_OIDC_CLIENT_ID",
    "TEARSHEET_OIDC_ROLES_CLAIM",
    "TEARSHEET_SECRET_OIDC",
  ],
  intake: ["TEARSHEET_TABLE_POSTS", "TEARSHEET_TABLE_CONSOLE", "TEARSHEET_QUEUE_PHOTOS", "TEARSHEET_SECRET_ORIGIN"],
  tick: [
    "TEARSHEET_TABLE_NEWSLETTERS",
    "TEARSHEET_TABLE_POSTS",
    "TEARSHEET_TABLE_ISSUES",
    "TEARSHEET_TABLE_AUDIENCE",
    "TEARSHEET_TABLE_LEDGER",
    "TEARSHEET_TABLE_MAIL",
    "TEARSHEET_BUCKET_RENDITIONS",
    "TEARSHEET_QUEUE_PHOTOS",
    "TEARSHEET_SECRET_KEYRING",
    "TEARSHEET_FUNCTION_CROPS",
    "TEARSHEET_PUBLIC_URL",
  ],
  sweep: [
    "TEARSHEET_TABLE_NEWSLETTERS",
    "TEARSHEET_TABLE_ISSUES",
    "TEARSHEET_TABLE_AUDIENCE",
    "TEARSHEET_TABLE_LEDGER",
    "TEARSHEET_TABLE_MAIL",
    "TEARSHEET_QUEUE_WORK",
    "TEARSHEET_QUEUE_EVENTS",
    "TEARSHEET_QUEUE_EVENTS_DEAD",
  ],
  work: [
    "TEARSHEET_TABLE_NEWSLETTERS",
    "TEARSHEET_TABLE_AUDIENCE",
    "TEARSHEET_TABLE_LEDGER",
    "TEARSHEET_TABLE_MAIL",
    "TEARSHEET_BUCKET_RENDITIONS",
    "TEARSHEET_SECRET_KEYRING",
    "TEARSHEET_CONFIGURATION_SET",
    "TEARSHEET_PUBLIC_URL",
    "TEARSHEET_UNSUBSCRIBE_MAILBOX",
  ],
  mails: [
    "TEARSHEET_TABLE_NEWSLETTERS",
    "TEARSHEET_TABLE_ISSUES",
    "TEARSHEET_TABLE_AUDIENCE",
    "TEARSHEET_TABLE_LEDGER",
    "TEARSHEET_TABLE_MAIL",
    "TEARSHEET_BUCKET_RENDITIONS",
    "TEARSHEET_SECRET_KEYRING",
    "TEARSHEET_SECRET_IDENTITY",
    "TEARSHEET_PUBLIC_URL",
    "TEARSHEET_UNSUBSCRIBE_MAILBOX",
  ],
  inbound: [
    "TEARSHEET_TABLE_NEWSLETTERS",
    "TEARSHEET_TABLE_AUDIENCE",
    "TEARSHEET_BUCKET_INBOUND",
    "TEARSHEET_SECRET_KEYRING",
    "TEARSHEET_SECRET_IDENTITY",
    "TEARSHEET_UNSUBSCRIBE_MAILBOX",
  ],
  events: ["TEARSHEET_TABLE_AUDIENCE", "TEARSHEET_TABLE_LEDGER", "TEARSHEET_SECRET_IDENTITY"],
  photos: ["TEARSHEET_TABLE_POSTS", "TEARSHEET_BUCKET_PHOTOS"],
  crops: ["TEARSHEET_BUCKET_PHOTOS"],
  imports: [
    "TEARSHEET_TABLE_NEWSLETTERS",
    "TEARSHEET_TABLE_AUDIENCE",
    "TEARSHEET_BUCKET_IMPORTS",
    "TEARSHEET_QUEUE_IMPORTS",
    "TEARSHEET_SECRET_IDENTITY",
  ],
} as const satisfies Record<string, readonly Variable[]>;
export type FunctionName = keyof typeof wiring;

const schemas = {
  name: z.string().min(1),
  "name or nothing": z.string(),
  url: z.url({ protocol: /^https?$/ }),
  "url or nothing": z.union([z.literal(""), z.url({ protocol: /^https$/ })]),
} as const;

/** What a function was told. Throws `InvalidInput` that names every variable that is missing or wrong at once. */
export const readWiring = <Name extends Variable>(
  names: readonly Name[],
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<Name, string>> => {
  const schema = z.object(Object.fromEntries(names.map((name) => [name, schemas[variables[name]]])));
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data as Record<Name, string>;
  throw new InvalidInput(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
};
