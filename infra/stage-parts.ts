import { randomBytes, randomUUID } from "node:crypto";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { importOrderStore } from "../functions/audience/import-order-store.ts";
import { listStore } from "../functions/audience/list-store.ts";
import { rightsStore } from "../functions/audience/rights-store.ts";
import { signUpStore } from "../functions/audience/sign-up-store.ts";
import { audienceStore } from "../functions/audience/store.ts";
import { installationDeps } from "../functions/aws/installation.ts";
import { auditStore } from "../functions/console/audit-store.ts";
import { keyStore } from "../functions/console/key-store.ts";
import { NotFound } from "../functions/core/errors.ts";
import { guardedFetch } from "../functions/core/guarded-fetch.ts";
import { newsletterStore } from "../functions/core/newsletter-store.ts";
import { s3Files } from "../functions/core/s3-files.ts";
import { cachedSecret } from "../functions/core/secret.ts";
import { documentClient } from "../functions/core/store.ts";
import { storeClient } from "../functions/core/store-client.ts";
import { stampClockOf, storeTimeOf } from "../functions/core/store-time.ts";
import { systemClock } from "../functions/core/time.ts";
import { copyStore } from "../functions/delivery/copy-store.ts";
import { deliveriesOf } from "../functions/delivery/deliveries-of.ts";
import { eventsStore } from "../functions/delivery/events-store.ts";
import { forgetPerson } from "../functions/delivery/forget-person.ts";
import { sendingTimes } from "../functions/delivery/lease.ts";
import { runStore } from "../functions/delivery/run-store.ts";
import { deliveryStore } from "../functions/delivery/store.ts";
import { streamStore } from "../functions/delivery/stream-store.ts";
import { systemTimer } from "../functions/delivery/timer.ts";
import { issueStore } from "../functions/digest/store.ts";
import type { Variable } from "../functions/environment.ts";
import { openInstallation } from "../functions/mail/open-installation.ts";
import { rateStore } from "../functions/mail/rate-store.ts";
import { sesClient } from "../functions/mail/ses-client.ts";
import { takeMailSlot } from "../functions/mail/take-mail-slot.ts";
import { fetchPhotos } from "../functions/posts/fetch-photos.ts";
import { sourceStore } from "../functions/posts/source-store.ts";
import { postStore } from "../functions/posts/store.ts";
import { readTold } from "./read-facts.ts";
import type { Settings } from "./settings.ts";

export type StageParts = Awaited<ReturnType<typeof stageParts>>;

/**
 * What commands ask for, of a deployed stage: its tables, photographs and the key of ids, by whatever the credentials
 * of whoever runs the command allow. Throws `NotFound` where the stage is not deployed.
 */
export const stageParts = async ({ region, stage }: Pick<Settings, "region" | "stage">) => {
  const told = await readTold(region, stage);
  const of = (variable: Variable): string => {
    const name = told.get(variable);
    if (!name) throw new NotFound(`the stage ${stage} is not deployed in ${region}`);
    return name;
  };
  const client = storeClient({ region });
  const db = documentClient(client);
  const table = (variable: Variable) => ({ db, name: of(variable) });
  const storeTime = storeTimeOf(client);
  const storeNow = () => Date.parse(storeTime().now);
  const rates = rateStore(table("TEARSHEET_TABLE_MAIL"), region);
  const [audience, ledger, console] = [
    table("TEARSHEET_TABLE_AUDIENCE"),
    table("TEARSHEET_TABLE_LEDGER"),
    table("TEARSHEET_TABLE_CONSOLE"),
  ];
  const kept = {
    issues: issueStore(table("TEARSHEET_TABLE_ISSUES")),
    deliveries: deliveryStore(ledger),
    runs: runStore(ledger),
    events: eventsStore(ledger),
    copies: copyStore(ledger),
    stream: streamStore(ledger),
  };
  const installation = openInstallation(installationDeps(client, table));
  const fetch = guardedFetch({ plainHttp: ["feed"] });
  const files = s3Files({
    bucket: of("TEARSHEET_BUCKET_PHOTOS"),
    region,
    credentials: new S3Client({ region }).config.credentials,
    endpoint: process.env.AWS_ENDPOINT_URL_S3 || process.env.AWS_ENDPOINT_URL,
  });
  const identity = cachedSecret({
    secrets: new SecretsManagerClient({ region }),
    id: of("TEARSHEET_SECRET_IDENTITY"),
  });
  return {
    ...kept,
    clock: systemClock,
    wallClock: systemClock,
    stampClock: stampClockOf(storeTime, systemClock),
    storeTime,
    storeNow,
    times: sendingTimes(),
    timer: systemTimer,
    newWriteId: randomUUID,
    rates,
    mailSlot: () => takeMailSlot({ rates, storeNow, timer: systemTimer }),
    installation,
    ses: sesClient({ region, installation }),
    strict: false,
    newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
    posts: postStore(table("TEARSHEET_TABLE_POSTS")),
    sources: sourceStore(table("TEARSHEET_TABLE_POSTS")),
    audience: audienceStore(audience),
    lists: listStore(audience),
    rights: rightsStore(audience),
    signUps: signUpStore(audience),
    orders: importOrderStore(audience),
    apiKeys: keyStore(console),
    audit: auditStore(console),
    drawSecret: () => randomBytes(32),
    fetch,
    files,
    fetchPhotos: (photos: Parameters<typeof fetchPhotos>[1]) => fetchPhotos({ fetch, files }, photos),
    otherData: (newsletterId: string, subscriberId: string) => deliveriesOf(kept, { newsletterId, subscriberId }),
    eraseElsewhere: (person: { subscriberId: string; address: string }) => forgetPerson(kept, person),
    idKey: Buffer.from(await identity()),
    print: (line: string) => process.stdout.write(`${line}\n`),
    progress: process.stderr,
  };
};
