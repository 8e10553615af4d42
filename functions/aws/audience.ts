import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { importOrderStore } from "../audience/import-order-store.ts";
import { reportStore } from "../audience/import-report.ts";
import { personalLinks } from "../audience/links.ts";
import { listExportStore } from "../audience/list-export-store.ts";
import { listStore } from "../audience/list-store.ts";
import { moveStore } from "../audience/move-store.ts";
import { rightsStore } from "../audience/rights-store.ts";
import { signUpStore } from "../audience/sign-up-store.ts";
import { audienceStore } from "../audience/store.ts";
import { newsletterStore } from "../core/newsletter-store.ts";
import { sqsQueue } from "../core/sqs-queue.ts";
import type { Table } from "../core/store.ts";
import { storeClient } from "../core/store-client.ts";
import { type StoreTime, stampClockOf, storeTimeOf } from "../core/store-time.ts";
import { systemClock } from "../core/time.ts";
import { latestIssue } from "../delivery/latest-issue.ts";
import { runStore } from "../delivery/run-store.ts";
import { deliveryStore } from "../delivery/store.ts";
import { systemTimer } from "../delivery/timer.ts";
import { renditionStore } from "../digest/rendition-store.ts";
import { issueStore } from "../digest/store.ts";
import { readWiring, wiring } from "../environment.ts";
import { openInstallation } from "../mail/open-installation.ts";
import { rateStore } from "../mail/rate-store.ts";
import { sesClient } from "../mail/ses-client.ts";
import { takeMailSlot } from "../mail/take-mail-slot.ts";
import { bucketFiles, type Environment, identityOf, keyringOf, tablesOf } from "./granted.ts";
import { installationDeps } from "./installation.ts";
import { deleteUploaded, openUploaded } from "./open-uploaded.ts";
import { s3Parts } from "./s3-parts.ts";

/** What sends the mails that were promised to one person: confirmation, welcome. */
export const mailsParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.mails, environment);
  const client = storeClient();
  const table = tablesOf<Readonly<Record<(typeof wiring.mails)[number], string>>>(told, client);
  const { TEARSHEET_PUBLIC_URL: publicUrl, TEARSHEET_UNSUBSCRIBE_MAILBOX: unsubscribeMailbox } = told;
  const ledger = {
    issues: issueStore(table("TEARSHEET_TABLE_ISSUES")),
    runs: runStore(table("TEARSHEET_TABLE_LEDGER")),
    deliveries: deliveryStore(table("TEARSHEET_TABLE_LEDGER")),
    renditions: renditionStore(bucketFiles(environment, told.TEARSHEET_BUCKET_RENDITIONS)),
  };
  const storeTime = storeTimeOf(client);
  const installation = openInstallation(installationDeps(client, table));
  const fixed = {
    newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
    audience: audienceStore(table("TEARSHEET_TABLE_AUDIENCE")),
    signUps: signUpStore(table("TEARSHEET_TABLE_AUDIENCE")),
    moves: moveStore(table("TEARSHEET_TABLE_AUDIENCE")),
    clock: systemClock,
    timer: systemTimer,
    publicUrl,
    latestIssue: latestIssue(ledger),
    stampClock: stampClockOf(storeTime, systemClock),
    installation,
    ses: sesClient({ installation }),
    mailSlot: mailSlotOf({ storeTime, mail: table("TEARSHEET_TABLE_MAIL"), environment }),
  };
  const keyring = keyringOf(told.TEARSHEET_SECRET_KEYRING);
  const identity = identityOf(told.TEARSHEET_SECRET_IDENTITY);
  return async () => {
    const [keys, idKey] = await Promise.all([keyring(), identity()]);
    const personal = personalLinks({ keyring: keys, publicUrl, unsubscribeMailbox });
    return { ...fixed, idKey, keyring: keys, personal };
  };
};

/** What takes in lists of subscribers, and writes them out. */
export const importsParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.imports, environment);
  const client = storeClient();
  const table = tablesOf(told, client);
  const audience = table("TEARSHEET_TABLE_AUDIENCE");
  // Lists that are put there by hand have names of any kind, and are as long as they like.
  // And the sums that the SDK adds by itself to parts have to be announced with the file that they are of.
  const s3 = new S3Client({
    requestChecksumCalculation: "WHEN_REQUIRED",
    ...(environment.AWS_ENDPOINT_URL && { forcePathStyle: true }),
  });
  const uploaded = { s3, bucket: told.TEARSHEET_BUCKET_IMPORTS };
  const uploads = bucketFiles(environment, uploaded.bucket);
  const fixed = {
    audience: audienceStore(audience),
    lists: listStore(audience),
    rights: rightsStore(audience),
    orders: importOrderStore(audience),
    uploads,
    reports: reportStore(uploads),
    exports: listExportStore(audience),
    parted: s3Parts(uploaded),
    clock: systemClock,
    stampClock: stampClockOf(storeTimeOf(client), systemClock),
    newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
    openUpload: (key: string, name?: string) => openUploaded(uploaded, { key, name }),
    deleteUpload: (key: string) => deleteUploaded(uploaded, key),
    queue: sqsQueue<unknown>({ sqs: new SQSClient({}), url: told.TEARSHEET_QUEUE_IMPORTS }),
  };
  const identity = identityOf(told.TEARSHEET_SECRET_IDENTITY);
  return async () => ({ ...fixed, idKey: await identity() });
};

/** The slot that a mail waits for whom a person waits for. */
const mailSlotOf = ({
  storeTime,
  mail,
  environment,
}: {
  storeTime: StoreTime;
  mail: Table;
  environment: Environment;
}) => {
  const rates = rateStore(mail, environment.AWS_REGION ?? "");
  return () => takeMailSlot({ rates, storeNow: () => Date.parse(storeTime().now), timer: systemTimer });
};
