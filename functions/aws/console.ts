import { randomBytes, randomUUID } from "node:crypto";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { personalLinks } from "../audience/links.ts";
import { audienceStore } from "../audience/store.ts";
import { webhookStore } from "../calendar/webhook-store.ts";
import { attemptKeyOf } from "../console/attempt-key.ts";
import { auditStore } from "../console/audit-store.ts";
import { deskStore } from "../console/desk-store.ts";
import { type IdentityProvider, identityProvider } from "../console/identity-provider.ts";
import { keyStore } from "../console/key-store.ts";
import { consoleRoutes } from "../console/routes.ts";
import { sessionStore } from "../console/session-store.ts";
import { newsletterStore } from "../core/newsletter-store.ts";
import type { Keyring } from "../core/signed-link.ts";
import { storeClient } from "../core/store-client.ts";
import { stampClockOf, storeTimeOf } from "../core/store-time.ts";
import { systemClock } from "../core/time.ts";
import { copyStore } from "../delivery/copy-store.ts";
import { eventsStore } from "../delivery/events-store.ts";
import { sendingTimes } from "../delivery/lease.ts";
import { runStore } from "../delivery/run-store.ts";
import { deliveryStore } from "../delivery/store.ts";
import { streamStore } from "../delivery/stream-store.ts";
import { systemTimer } from "../delivery/timer.ts";
import { renditionStore } from "../digest/rendition-store.ts";
import { issueStore } from "../digest/store.ts";
import { readWiring, wiring } from "../environment.ts";
import { openInstallation } from "../mail/open-installation.ts";
import { rateStore } from "../mail/rate-store.ts";
import { sesClient } from "../mail/ses-client.ts";
import { takeMailSlot } from "../mail/take-mail-slot.ts";
import { askForCrop } from "../posts/ask-for-crop.ts";
import { askForPicture } from "../posts/ask-for-picture.ts";
import { sourceStore } from "../posts/source-store.ts";
import { postStore } from "../posts/store.ts";
import { mailAddresses } from "./addresses.ts";
import { bucketFiles, type Environment, identityOf, keyringOf, originOf, tablesOf } from "./granted.ts";
import { installationDeps } from "./installation.ts";
import { subscriberParts } from "./subscribers.ts";

/** What the editors work with. It asks `crops` for pictures, and approves what the tick sends. */
export const consoleParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.console, environment);
  const client = storeClient();
  const table = tablesOf<Readonly<Record<(typeof wiring.console)[number], string>>>(told, client);
  const { TEARSHEET_PUBLIC_URL: publicUrl, TEARSHEET_UNSUBSCRIBE_MAILBOX: unsubscribeMailbox } = told;
  const ledger = table("TEARSHEET_TABLE_LEDGER");
  const storeTime = storeTimeOf(client);
  const storeNow = () => Date.parse(storeTime().now);
  const rates = rateStore(table("TEARSHEET_TABLE_MAIL"), environment.AWS_REGION ?? "");
  const installation = openInstallation(installationDeps(client, table));
  const crops = { lambda: new LambdaClient({}), functionName: told.TEARSHEET_FUNCTION_CROPS };
  const fixed = {
    newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
    posts: postStore(table("TEARSHEET_TABLE_POSTS")),
    sources: sourceStore(table("TEARSHEET_TABLE_POSTS")),
    issues: issueStore(table("TEARSHEET_TABLE_ISSUES")),
    webhooks: webhookStore(table("TEARSHEET_TABLE_ISSUES")),
    audience: audienceStore(table("TEARSHEET_TABLE_AUDIENCE")),
    desk: deskStore(table("TEARSHEET_TABLE_DESK")),
    sessions: sessionStore(table("TEARSHEET_TABLE_CONSOLE")),
    keys: keyStore(table("TEARSHEET_TABLE_CONSOLE")),
    audit: auditStore(table("TEARSHEET_TABLE_CONSOLE")),
    files: bucketFiles(environment, told.TEARSHEET_BUCKET_PHOTOS),
    renditions: renditionStore(bucketFiles(environment, told.TEARSHEET_BUCKET_RENDITIONS)),
    photoFile: askForCrop(crops),
    sponsorPicture: askForPicture(crops),
    mailSlot: () => takeMailSlot({ rates, storeNow, timer: systemTimer }),
    deliveries: deliveryStore(ledger),
    runs: runStore(ledger),
    events: eventsStore(ledger),
    copies: copyStore(ledger),
    stream: streamStore(ledger),
    strict: false,
    onMoved: () => undefined,
    ...subscriberParts(
      { audience: table("TEARSHEET_TABLE_AUDIENCE"), issues: table("TEARSHEET_TABLE_ISSUES"), ledger },
      { bucket: told.TEARSHEET_BUCKET_IMPORTS, queue: told.TEARSHEET_QUEUE_IMPORTS, environment },
    ),
    stampClock: stampClockOf(storeTime, systemClock),
    rates,
    storeTime,
    storeNow,
    times: sendingTimes(),
    timer: systemTimer,
    installation,
    ses: sesClient({ installation }),
    clock: systemClock,
    wallClock: systemClock,
    newWriteId: randomUUID,
    publicUrl,
    fileUrl: (key: string) => `${publicUrl}/${key}`,
    links: mailAddresses(publicUrl),
    drawSecret: () => randomBytes(32),
  };
  const keyring = keyringOf(told.TEARSHEET_SECRET_KEYRING);
  const origin = originOf(told.TEARSHEET_SECRET_ORIGIN);
  const identity = identityOfEditors(told);
  const idKeyNow = identityOf(told.TEARSHEET_SECRET_IDENTITY);
  const routes = lastFor((keys: Keyring, provider: IdentityProvider | undefined, idKey: string) =>
    consoleRoutes({
      ...fixed,
      keyring: keys,
      attemptKey: attemptKeyOf(keys),
      identity: provider,
      idKey: Buffer.from(idKey),
      personal: personalLinks({ keyring: keys, publicUrl, unsubscribeMailbox }),
    }),
  );
  return async () => {
    const [keys, provider, originSecret, idKey] = await Promise.all([keyring(), identity(), origin(), idKeyNow()]);
    return { routes: routes(keys, provider, Buffer.from(idKey).toString()), originSecret };
  };
};

/** The provider of the stage; nobody can sign in where it has none. A public client has no secret. */
const identityOfEditors = (told: Readonly<Record<(typeof wiring.console)[number], string>>) => {
  const { TEARSHEET_OIDC_ISSUER: issuer, TEARSHEET_OIDC_CLIENT_ID: clientId } = told;
  const secret = originOf(told.TEARSHEET_SECRET_OIDC);
  const provider = lastFor((clientSecret: string | undefined) =>
    identityProvider({ issuer, clientId, clientSecret, rolesClaim: told.TEARSHEET_OIDC_ROLES_CLAIM }),
  );
  return async () => (issuer && clientId ? provider(await secret()) : undefined);
};

/** Made anew only when what it is made of is not the same as the last time. */
const lastFor = <Of extends unknown[], Made>(make: (...of: Of) => Made): ((...of: Of) => Made) => {
  let last: { of: Of; made: Made } | undefined;
  return (...of) => {
    if (!last || last.of.some((each, place) => each !== of[place])) last = { of, made: make(...of) };
    return last.made;
  };
};
