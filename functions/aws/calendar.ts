import { randomBytes } from "node:crypto";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { webhookStore } from "../calendar/webhook-store.ts";
import { deskPath } from "../console/desk-paths.ts";
import { guardedFetch } from "../core/guarded-fetch.ts";
import { postJson } from "../core/post-json.ts";
import { sqsQueue } from "../core/sqs-queue.ts";
import { systemClock } from "../core/time.ts";
import { renditionStore } from "../digest/rendition-store.ts";
import { issueStore } from "../digest/store.ts";
import { readWiring, wiring } from "../environment.ts";
import { askForCrop } from "../posts/ask-for-crop.ts";
import type { PhotosMessage } from "../posts/photos-message.ts";
import { sourceStore } from "../posts/source-store.ts";
import { postStore } from "../posts/store.ts";
import { mailAddresses } from "./addresses.ts";
import { bucketFiles, type Environment, keyringOf } from "./granted.ts";
import { ledgerParts } from "./ledger.ts";

/** What the tick works with. It leaves photos to `photos`, and crops to `crops`. */
export const tickParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.tick, environment);
  const ledger = ledgerParts(told, environment);
  const { table } = ledger;
  const publicUrl = told.TEARSHEET_PUBLIC_URL;
  const fetch = guardedFetch({ plainHttp: ["feed"] });
  const photosToFetch = sqsQueue<PhotosMessage>({ sqs: new SQSClient({}), url: told.TEARSHEET_QUEUE_PHOTOS });
  const keyring = keyringOf(told.TEARSHEET_SECRET_KEYRING);
  const fixed = {
    ...ledger.parts,
    renditions: renditionStore(bucketFiles(environment, told.TEARSHEET_BUCKET_RENDITIONS)),
    posts: postStore(table("TEARSHEET_TABLE_POSTS")),
    sources: sourceStore(table("TEARSHEET_TABLE_POSTS")),
    issues: issueStore(table("TEARSHEET_TABLE_ISSUES")),
    webhooks: webhookStore(table("TEARSHEET_TABLE_ISSUES")),
    postJson: postJson(),
    wallClock: systemClock,
    leavePhotos: (post: PhotosMessage) => photosToFetch.put([post]),
    photoFile: askForCrop({ lambda: new LambdaClient({}), functionName: told.TEARSHEET_FUNCTION_CROPS }),
    fetch,
    drawSecret: () => randomBytes(32),
    links: mailAddresses(publicUrl),
    deskUrl: (issue: Parameters<typeof deskPath>[0]) => publicUrl + deskPath(issue),
  };
  return async () => ({ ...fixed, keyring: await keyring() });
};
