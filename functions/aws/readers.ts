import { SQSClient } from "@aws-sdk/client-sqs";
import type { Context } from "hono";
import { moveStore } from "../audience/move-store.ts";
import { signUpStore } from "../audience/sign-up-store.ts";
import { audienceStore } from "../audience/store.ts";
import { turnstile } from "../audience/turnstile.ts";
import { fetchForm } from "../core/fetch-form.ts";
import { newsletterStore } from "../core/newsletter-store.ts";
import { sqsQueue } from "../core/sqs-queue.ts";
import { storeClient } from "../core/store-client.ts";
import { stampClockOf, storeTimeOf } from "../core/store-time.ts";
import { systemClock } from "../core/time.ts";
import { renditionStore } from "../digest/rendition-store.ts";
import { issueStore } from "../digest/store.ts";
import { readWiring, wiring } from "../environment.ts";
import { viewerHeader } from "../own-edge.ts";
import { postStore } from "../posts/store.ts";
import { readForMany } from "../read-for-many.ts";
import { bucketFiles, type Environment, identityOf, keyringOf, originOf, tablesOf } from "./granted.ts";

/** What answers readers who act: sign-up and the pages of their links. The mails that it promises others send. */
export const webParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.web, environment);
  const client = storeClient();
  const table = tablesOf(told, client);
  const mailsToSend = sqsQueue<"wake">({ sqs: new SQSClient({}), url: told.TEARSHEET_QUEUE_MAILS });
  const fixed = {
    ...readForMany({
      newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
      signUps: signUpStore(table("TEARSHEET_TABLE_AUDIENCE")),
    }),
    audience: audienceStore(table("TEARSHEET_TABLE_AUDIENCE")),
    moves: moveStore(table("TEARSHEET_TABLE_AUDIENCE")),
    clock: systemClock,
    publicUrl: told.TEARSHEET_PUBLIC_URL,
    wake: () => mailsToSend.put(["wake"]),
    stampClock: stampClockOf(storeTimeOf(client), systemClock),
    visitorOf: (context: Context) => context.req.header(viewerHeader),
  };
  const keyring = keyringOf(told.TEARSHEET_SECRET_KEYRING);
  const identity = identityOf(told.TEARSHEET_SECRET_IDENTITY);
  const origin = originOf(told.TEARSHEET_SECRET_ORIGIN);
  const challenge = challengeOf(told);
  return async () => {
    const [keys, idKey, originSecret, asked] = await Promise.all([keyring(), identity(), origin(), challenge()]);
    return { ...fixed, keyring: keys, idKey, originSecret, challenge: asked };
  };
};

/** The question that the stage has visitors asked, if it has one. */
const challengeOf = (told: Readonly<Record<(typeof wiring.web)[number], string>>) => {
  const { TEARSHEET_CHALLENGE_SITE_KEY: siteKey, TEARSHEET_CHALLENGE_SCRIPT: scriptUrl } = told;
  const read = originOf(told.TEARSHEET_SECRET_CHALLENGE);
  return async () => {
    const secret = await read();
    if (!secret) return undefined;
    return turnstile({ post: fetchForm }, { siteKey, scriptUrl, secret, verifyUrl: told.TEARSHEET_CHALLENGE_VERIFY });
  };
};

/** What answers everybody who looks, and changes nothing: the archive, the posts of a week, photos. */
export const archiveParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.archive, environment);
  const table = tablesOf(told);
  const publicUrl = told.TEARSHEET_PUBLIC_URL;
  const fixed = {
    newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
    posts: postStore(table("TEARSHEET_TABLE_POSTS")),
    issues: issueStore(table("TEARSHEET_TABLE_ISSUES")),
    files: bucketFiles(environment, told.TEARSHEET_BUCKET_PHOTOS),
    renditions: renditionStore(bucketFiles(environment, told.TEARSHEET_BUCKET_RENDITIONS)),
    clock: systemClock,
    publicUrl,
    fileUrl: (key: string) => `${publicUrl}/${key}`,
  };
  const origin = originOf(told.TEARSHEET_SECRET_ORIGIN);
  return async () => ({ ...fixed, originSecret: await origin() });
};
