import { SQSClient } from "@aws-sdk/client-sqs";
import type { Uploading } from "../audience/announce-import.ts";
import type { Handed } from "../audience/hand-out-export.ts";
import { importOrderStore } from "../audience/import-order-store.ts";
import { reportStore } from "../audience/import-report.ts";
import { type ExportHint, exportKey, exportName, type ListExport } from "../audience/list-export.ts";
import { listExportStore } from "../audience/list-export-store.ts";
import type { ImportHint } from "../audience/order-import.ts";
import { rightsStore } from "../audience/rights-store.ts";
import { signUpStore } from "../audience/sign-up-store.ts";
import { presignedGet } from "../core/presigned-get.ts";
import { presignedPut } from "../core/presigned-put.ts";
import { baseOf, type S3Bucket } from "../core/s3-requests.ts";
import { sqsQueue } from "../core/sqs-queue.ts";
import type { Table } from "../core/store.ts";
import { copyStore } from "../delivery/copy-store.ts";
import { deliveriesOf } from "../delivery/deliveries-of.ts";
import { eventsStore } from "../delivery/events-store.ts";
import { forgetPerson } from "../delivery/forget-person.ts";
import { deliveryStore } from "../delivery/store.ts";
import { issueStore } from "../digest/store.ts";
import { bucketFiles, bucketOf, type Environment } from "./granted.ts";

/** A gigabyte is some ten million rows; the disk of `imports` holds four. */
const mostUploadBytes = 1024 ** 3;
const uploadSeconds = 3600;

/** Straight into the bucket: nothing that passes through Lambda may be so large. S3 tells the queue when it has come. */
const uploadingTo = (bucket: S3Bucket): Uploading => {
  const put = presignedPut(bucket);
  return {
    mostBytes: mostUploadBytes,
    targetOf: ({ bytes }, key) => put(key, { bytes, seconds: uploadSeconds }),
    origin: new URL(baseOf(bucket)).origin,
  };
};

/** Long enough to begin to read; what has begun goes on. */
const linkSeconds = 300;

const handingOut = (bucket: S3Bucket) => {
  const linkTo = presignedGet(bucket);
  return async (order: ListExport): Promise<Handed> => ({
    url: await linkTo(exportKey(order), { name: exportName(order), seconds: linkSeconds }),
  });
};

/** What the page of subscribers works with: lists are taken in and written out by another function, which hears of them by a queue. */
export const subscriberParts = (
  tables: { audience: Table; issues: Table; ledger: Table },
  { bucket, queue, environment }: { bucket: string; queue: string; environment: Environment },
) => {
  const kept = {
    issues: issueStore(tables.issues),
    deliveries: deliveryStore(tables.ledger),
    events: eventsStore(tables.ledger),
    copies: copyStore(tables.ledger),
  };
  const uploads = bucketFiles(environment, bucket);
  return {
    rights: rightsStore(tables.audience),
    signUps: signUpStore(tables.audience),
    orders: importOrderStore(tables.audience),
    uploads,
    reports: reportStore(uploads),
    uploading: uploadingTo(bucketOf(environment, bucket)),
    exports: listExportStore(tables.audience),
    handOut: handingOut(bucketOf(environment, bucket)),
    imports: sqsQueue<ImportHint | ExportHint>({ sqs: new SQSClient({}), url: queue }),
    otherData: (newsletterId: string, subscriberId: string) => deliveriesOf(kept, { newsletterId, subscriberId }),
    eraseElsewhere: (person: { subscriberId: string; address: string }) => forgetPerson(kept, person),
  };
};
