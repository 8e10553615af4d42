import { SQSClient } from "@aws-sdk/client-sqs";
import { importOrderStore } from "../audience/import-order-store.ts";
import type { ImportHint } from "../audience/order-import.ts";
import { rightsStore } from "../audience/rights-store.ts";
import { signUpStore } from "../audience/sign-up-store.ts";
import { sqsQueue } from "../core/sqs-queue.ts";
import type { Table } from "../core/store.ts";
import { copyStore } from "../delivery/copy-store.ts";
import { deliveriesOf } from "../delivery/deliveries-of.ts";
import { eventsStore } from "../delivery/events-store.ts";
import { forgetPerson } from "../delivery/forget-person.ts";
import { deliveryStore } from "../delivery/store.ts";
import { issueStore } from "../digest/store.ts";
import { bucketFiles, type Environment } from "./granted.ts";

/** What the page of subscribers works with: lists are taken in by another function, which hears of them by a queue. */
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
  return {
    rights: rightsStore(tables.audience),
    signUps: signUpStore(tables.audience),
    orders: importOrderStore(tables.audience),
    uploads: bucketFiles(environment, bucket),
    imports: sqsQueue<ImportHint>({ sqs: new SQSClient({}), url: queue }),
    otherData: (newsletterId: string, subscriberId: string) => deliveriesOf(kept, { newsletterId, subscriberId }),
    eraseElsewhere: (person: { subscriberId: string; address: string }) => forgetPerson(kept, person),
  };
};
