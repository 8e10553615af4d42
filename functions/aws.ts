import { randomBytes, randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Context } from "hono";
import { personalLinks } from "./audience/links.ts";
import { listStore } from "./audience/list-store.ts";
import { moveStore } from "./audience/move-store.ts";
import { rightsStore } from "./audience/rights-store.ts";
import { signUpStore } from "./audience/sign-up-store.ts";
import { audienceStore } from "./audience/store.ts";
import { attemptKeyOf } from "./console/attempt-key.ts";
import { auditStore } from "./console/audit-store.ts";
import { authorizePosts } from "./console/authorize-posts.ts";
import { deskPath } from "./console/desk-paths.ts";
import { deskStore } from "./console/desk-store.ts";
import { type IdentityProvider, identityProvider } from "./console/identity-provider.ts";
import { keyStore } from "./console/key-store.ts";
import { consoleRoutes } from "./console/routes.ts";
import { sessionStore } from "./console/session-store.ts";
import { countMessages } from "./core/count-messages.ts";
import type { Files } from "./core/files.ts";
import { guardedFetch } from "./core/guarded-fetch.ts";
import { parseKeyring } from "./core/keyring.ts";
import { newsletterStore } from "./core/newsletter-store.ts";
import { s3Files } from "./core/s3-files.ts";
import { cachedSecret } from "./core/secret.ts";
import type { Keyring } from "./core/signed-link.ts";
import { sqsQueue } from "./core/sqs-queue.ts";
import { documentClient, type Table } from "./core/store.ts";
import { storeTimeOf } from "./core/store-time.ts";
import { systemClock } from "./core/time.ts";
import { copyStore } from "./delivery/copy-store.ts";
import { eventsStore } from "./delivery/events-store.ts";
import { latestIssue } from "./delivery/latest-issue.ts";
import { sendingTimes } from "./delivery/lease.ts";
import { runStore } from "./delivery/run-store.ts";
import { openSender, type Sender, type SenderDeps } from "./delivery/sender.ts";
import { deliveryStore } from "./delivery/store.ts";
import { streamStore } from "./delivery/stream-store.ts";
import { systemTimer } from "./delivery/timer.ts";
import type { WorkMessage } from "./delivery/work-message.ts";
import { renditionStore } from "./digest/rendition-store.ts";
import { storiesPath } from "./digest/routes.ts";
import { issueStore } from "./digest/store.ts";
import { readWiring, type Variable, wiring } from "./environment.ts";
import { rateStore } from "./mail/rate-store.ts";
import { sesClient } from "./mail/ses-client.ts";
import { takeMailSlot } from "./mail/take-mail-slot.ts";
import { viewerHeader } from "./own-edge.ts";
import { askForCrop } from "./posts/ask-for-crop.ts";
import { completePost } from "./posts/complete-post.ts";
import { fetchPhotos } from "./posts/fetch-photos.ts";
import type { PhotosMessage } from "./posts/photos-message.ts";
import { sourceStore } from "./posts/source-store.ts";
import { postStore } from "./posts/store.ts";

/**
 * The parts of the program put together inside Lambda, function by function: each has what it was granted and nothing
 * else, and its bundle what it uses. Clients are made once a process; `AWS_ENDPOINT_URL` points them elsewhere. Secrets
 * are read again after five minutes, so parts are asked for with every event.
 */
type Environment = Readonly<Record<string, string | undefined>>;

/** What answers readers who act: sign-up and the pages of their links. The mails that it promises others send. */
export const webParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.web, environment);
  const table = tablesOf(told);
  const mailsToSend = sqsQueue<"wake">({ sqs: new SQSClient({}), url: told.TEARSHEET_QUEUE_MAILS });
  const fixed = {
    newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
    audience: audienceStore(table("TEARSHEET_TABLE_AUDIENCE")),
    signUps: signUpStore(table("TEARSHEET_TABLE_AUDIENCE")),
    moves: moveStore(table("TEARSHEET_TABLE_AUDIENCE")),
    ...{ clock: systemClock, publicUrl: told.TEARSHEET_PUBLIC_URL, wake: () => mailsToSend.put(["wake"]) },
    visitorOf: (context: Context) => context.req.header(viewerHeader),
  };
  const keyring = keyringOf(told.TEARSHEET_SECRET_KEYRING);
  const identity = identityOf(told.TEARSHEET_SECRET_IDENTITY);
  const origin = originOf(told.TEARSHEET_SECRET_ORIGIN);
  return async () => {
    const [keys, idKey, originSecret] = await Promise.all([keyring(), identity(), origin()]);
    return { ...fixed, keyring: keys, idKey, originSecret };
  };
};

/** What answers everybody who looks, and changes nothing: the archive, the posts of a week, photos. */
export const archiveParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.archive, environment);
  const table = tablesOf(told);
  const s3 = s3Client(environment);
  const publicUrl = told.TEARSHEET_PUBLIC_URL;
  const fixed = {
    newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
    posts: postStore(table("TEARSHEET_TABLE_POSTS")),
    issues: issueStore(table("TEARSHEET_TABLE_ISSUES")),
    files: s3Files({ s3, bucket: told.TEARSHEET_BUCKET_PHOTOS }),
    renditions: renditionStore(s3Files({ s3, bucket: told.TEARSHEET_BUCKET_RENDITIONS })),
    ...{ clock: systemClock, publicUrl, fileUrl: (key: string) => `${publicUrl}/${key}` },
  };
  const origin = originOf(told.TEARSHEET_SECRET_ORIGIN);
  return async () => ({ ...fixed, originSecret: await origin() });
};

/** What the editors work with. It asks `crops` for pictures, and approves what the tick sends. */
export const consoleParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.console, environment);
  const client = new DynamoDBClient({});
  const table = tablesOf<Readonly<Record<(typeof wiring.console)[number], string>>>(told, client);
  const publicUrl = told.TEARSHEET_PUBLIC_URL;
  const ledger = table("TEARSHEET_TABLE_LEDGER");
  const storeTime = storeTimeOf(client);
  const storeNow = () => Date.parse(storeTime().now);
  const rates = rateStore(table("TEARSHEET_TABLE_MAIL"), environment.AWS_REGION ?? "");
  const fixed = {
    newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
    posts: postStore(table("TEARSHEET_TABLE_POSTS")),
    sources: sourceStore(table("TEARSHEET_TABLE_POSTS")),
    issues: issueStore(table("TEARSHEET_TABLE_ISSUES")),
    audience: audienceStore(table("TEARSHEET_TABLE_AUDIENCE")),
    desk: deskStore(table("TEARSHEET_TABLE_DESK")),
    sessions: sessionStore(table("TEARSHEET_TABLE_CONSOLE")),
    keys: keyStore(table("TEARSHEET_TABLE_CONSOLE")),
    audit: auditStore(table("TEARSHEET_TABLE_CONSOLE")),
    files: s3Files({ s3: s3Client(environment), bucket: told.TEARSHEET_BUCKET_PHOTOS }),
    renditions: renditionStore(s3Files({ s3: s3Client(environment), bucket: told.TEARSHEET_BUCKET_RENDITIONS })),
    photoFile: askForCrop({ lambda: new LambdaClient({}), functionName: told.TEARSHEET_FUNCTION_CROPS }),
    mailSlot: () => takeMailSlot({ rates, storeNow, timer: systemTimer }),
    ...{ deliveries: deliveryStore(ledger), runs: runStore(ledger), events: eventsStore(ledger) },
    ...{ copies: copyStore(ledger), stream: streamStore(ledger), strict: false, onMoved: () => undefined },
    ...{ rates, storeTime, storeNow, times: sendingTimes(), timer: systemTimer },
    ...{ ses: sesClient(), clock: systemClock, wallClock: systemClock, newWriteId: randomUUID },
    ...{ publicUrl, fileUrl: (key: string) => `${publicUrl}/${key}`, links: mailAddresses(publicUrl) },
    drawSecret: () => randomBytes(32),
  };
  const keyring = keyringOf(told.TEARSHEET_SECRET_KEYRING);
  const origin = originOf(told.TEARSHEET_SECRET_ORIGIN);
  const identity = identityOfEditors(told);
  const idKeyNow = identityOf(told.TEARSHEET_SECRET_IDENTITY);
  const routes = lastFor((keys: Keyring, provider: IdentityProvider | undefined, idKey: string) =>
    consoleRoutes({
      ...{ ...fixed, keyring: keys, attemptKey: attemptKeyOf(keys), identity: provider },
      ...{ idKey: Buffer.from(idKey), personal: personalLinks({ keyring: keys, publicUrl }) },
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

/** The slot that a mail waits for whom a person waits for. */
const mailSlotOf = ({
  client,
  mail,
  environment,
}: {
  client: DynamoDBClient;
  mail: Table;
  environment: Environment;
}) => {
  const storeTime = storeTimeOf(client);
  const rates = rateStore(mail, environment.AWS_REGION ?? "");
  return () => takeMailSlot({ rates, storeNow: () => Date.parse(storeTime().now), timer: systemTimer });
};

/** Made anew only when what it is made of is not the same as the last time. */
const lastFor = <Of extends unknown[], Made>(make: (...of: Of) => Made): ((...of: Of) => Made) => {
  let last: { of: Of; made: Made } | undefined;
  return (...of) => {
    if (!last || last.of.some((each, place) => each !== of[place])) last = { of, made: make(...of) };
    return last.made;
  };
};

/** Addresses of ours that stand in every mail. */
const mailAddresses = (publicUrl: string) => ({
  file: (key: string) => `${publicUrl}/${key}`,
  stories: ({ newsletterId, issueId }: { newsletterId: string; issueId: string }) =>
    publicUrl + storiesPath(newsletterId, issueId),
});

/** What takes in posts that a publication tells us itself; their photos are left to `photos`. */
export const intakeParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.intake, environment);
  const table = tablesOf(told);
  const photosToFetch = sqsQueue<PhotosMessage>({ sqs: new SQSClient({}), url: told.TEARSHEET_QUEUE_PHOTOS });
  const fixed = {
    posts: postStore(table("TEARSHEET_TABLE_POSTS")),
    clock: systemClock,
    leavePhotos: (post: PhotosMessage) => photosToFetch.put([post]),
  };
  const keys = keyStore(table("TEARSHEET_TABLE_CONSOLE"));
  const authorize = (request: Request) => authorizePosts({ keys, wallClock: systemClock }, request);
  const origin = originOf(told.TEARSHEET_SECRET_ORIGIN);
  return async () => ({ ...fixed, authorize, originSecret: await origin() });
};

/** What the tick works with. It leaves photos to `photos`, and crops to `crops`. */
export const tickParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.tick, environment);
  const ledger = ledgerParts(told, environment);
  const { table, publicUrl } = ledger;
  const fetch = guardedFetch({ plainHttp: ["feed"] });
  const photosToFetch = sqsQueue<PhotosMessage>({ sqs: new SQSClient({}), url: told.TEARSHEET_QUEUE_PHOTOS });
  const fixed = {
    posts: postStore(table("TEARSHEET_TABLE_POSTS")),
    sources: sourceStore(table("TEARSHEET_TABLE_POSTS")),
    issues: issueStore(table("TEARSHEET_TABLE_ISSUES")),
    leavePhotos: (post: PhotosMessage) => photosToFetch.put([post]),
    photoFile: askForCrop({ lambda: new LambdaClient({}), functionName: told.TEARSHEET_FUNCTION_CROPS }),
    ...{ fetch, drawSecret: () => randomBytes(32), links: mailAddresses(publicUrl) },
    deskUrl: (issue: Parameters<typeof deskPath>[0]) => publicUrl + deskPath(issue),
  };
  return async () => ({ ...(await ledger.parts()), ...fixed });
};

/** What finds the work that is left of all issues, and puts it on the queue. */
export const sweepParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.sweep, environment);
  const { parts, table } = ledgerParts(told, environment);
  const sqs = new SQSClient({});
  const count = (url: string) => countMessages({ sqs, url });
  const fixed = {
    queue: sqsQueue<WorkMessage>({ sqs, url: told.TEARSHEET_QUEUE_WORK }),
    issues: issueStore(table("TEARSHEET_TABLE_ISSUES")),
    countEvents: async () => ({
      waiting: await count(told.TEARSHEET_QUEUE_EVENTS),
      deadLetters: await count(told.TEARSHEET_QUEUE_EVENTS_DEAD),
    }),
  };
  const sender = oneSender();
  return async () => {
    const ledger = await parts();
    return { ...ledger, ...fixed, sender: sender(ledger) };
  };
};

/** What sends. */
export const workParts = (environment: Environment = process.env) => {
  const { parts } = ledgerParts(readWiring(wiring.work, environment), environment);
  const sender = oneSender();
  return async () => {
    const ledger = await parts();
    return { ...ledger, sender: sender(ledger) };
  };
};

/** What sends the mails that were promised to one person: confirmation, welcome. */
export const mailsParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.mails, environment);
  const client = new DynamoDBClient({});
  const table = tablesOf<Readonly<Record<(typeof wiring.mails)[number], string>>>(told, client);
  const publicUrl = told.TEARSHEET_PUBLIC_URL;
  const ledger = {
    issues: issueStore(table("TEARSHEET_TABLE_ISSUES")),
    runs: runStore(table("TEARSHEET_TABLE_LEDGER")),
    deliveries: deliveryStore(table("TEARSHEET_TABLE_LEDGER")),
    renditions: renditionStore(s3Files({ s3: s3Client(environment), bucket: told.TEARSHEET_BUCKET_RENDITIONS })),
  };
  const fixed = {
    newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
    audience: audienceStore(table("TEARSHEET_TABLE_AUDIENCE")),
    signUps: signUpStore(table("TEARSHEET_TABLE_AUDIENCE")),
    moves: moveStore(table("TEARSHEET_TABLE_AUDIENCE")),
    ...{ clock: systemClock, timer: systemTimer, ses: sesClient(), publicUrl, latestIssue: latestIssue(ledger) },
    mailSlot: mailSlotOf({ client, mail: table("TEARSHEET_TABLE_MAIL"), environment }),
  };
  const keyring = keyringOf(told.TEARSHEET_SECRET_KEYRING);
  const identity = identityOf(told.TEARSHEET_SECRET_IDENTITY);
  return async () => {
    const [keys, idKey] = await Promise.all([keyring(), identity()]);
    return { ...fixed, idKey, keyring: keys, personal: personalLinks({ keyring: keys, publicUrl }) };
  };
};

type LedgerVariable = (typeof wiring.work)[number];

/** What everybody works with who has to do with the sending of an issue. */
const ledgerParts = <Told extends Readonly<Record<LedgerVariable, string>>>(told: Told, environment: Environment) => {
  const client = new DynamoDBClient({});
  const table = tablesOf<Readonly<Record<LedgerVariable, string>>>(told, client);
  const publicUrl = told.TEARSHEET_PUBLIC_URL;
  const storeTime = storeTimeOf(client);
  const storeNow = () => Date.parse(storeTime().now);
  const rates = rateStore(table("TEARSHEET_TABLE_MAIL"), environment.AWS_REGION ?? "");
  const ledger = table("TEARSHEET_TABLE_LEDGER");
  const fixed = {
    newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
    audience: audienceStore(table("TEARSHEET_TABLE_AUDIENCE")),
    ...{ deliveries: deliveryStore(ledger), runs: runStore(ledger), events: eventsStore(ledger) },
    ...{ stream: streamStore(ledger), strict: false },
    ...{ rates, mailSlot: () => takeMailSlot({ rates, storeNow, timer: systemTimer }) },
    renditions: renditionStore(s3Files({ s3: s3Client(environment), bucket: told.TEARSHEET_BUCKET_RENDITIONS })),
    ...{ storeTime, storeNow, times: sendingTimes() },
    ...{ clock: systemClock, timer: systemTimer, ses: sesClient(), newWriteId: randomUUID },
    ...{ configurationSet: told.TEARSHEET_CONFIGURATION_SET, onMoved: () => undefined },
  };
  const keyring = keyringOf(told.TEARSHEET_SECRET_KEYRING);
  const parts = async () => {
    const keys = await keyring();
    return { ...fixed, keyring: keys, personal: personalLinks({ keyring: keys, publicUrl }) };
  };
  return { table: tablesOf(told, client), publicUrl, parts };
};

/** One sender a process, and another when the keys of its links have changed. */
const oneSender = () => {
  let open: { keyring: Keyring; sender: Sender } | undefined;
  return (deps: SenderDeps & { keyring: Keyring }): Sender => {
    if (open?.keyring !== deps.keyring) open = { keyring: deps.keyring, sender: openSender(deps) };
    return open.sender;
  };
};

/** What takes in SES's events. */
export const eventsParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.events, environment);
  const table = tablesOf(told);
  const fixed = {
    audience: audienceStore(table("TEARSHEET_TABLE_AUDIENCE")),
    signUps: signUpStore(table("TEARSHEET_TABLE_AUDIENCE")),
    events: eventsStore(table("TEARSHEET_TABLE_LEDGER")),
    stream: streamStore(table("TEARSHEET_TABLE_LEDGER")),
    clock: systemClock,
  };
  const identity = identityOf(told.TEARSHEET_SECRET_IDENTITY);
  return async () => ({ ...fixed, idKey: await identity() });
};

/** What fetches the photos of a post. */
export const photosParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.photos, environment);
  const fetch = guardedFetch({ plainHttp: ["feed"] });
  const files = s3Files({ s3: s3Client(environment), bucket: told.TEARSHEET_BUCKET_PHOTOS });
  return {
    posts: postStore(tablesOf(told)("TEARSHEET_TABLE_POSTS")),
    completePost: (said: Parameters<typeof completePost>[1]["said"], newsletterId: string) =>
      completePost({ fetch }, { said, newsletterId }),
    fetchPhotos: (photos: Parameters<typeof fetchPhotos>[1]) => fetchPhotos({ fetch, files }, photos),
  };
};

/** What makes crops: the photos, and nothing else. */
export const cropsParts = (environment: Environment = process.env): { files: Files } => {
  const told = readWiring(wiring.crops, environment);
  return { files: s3Files({ s3: s3Client(environment), bucket: told.TEARSHEET_BUCKET_PHOTOS }) };
};

/** What takes in lists of subscribers. */
export const importsParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.imports, environment);
  const audience = tablesOf(told)("TEARSHEET_TABLE_AUDIENCE");
  const fixed = {
    audience: audienceStore(audience),
    lists: listStore(audience),
    rights: rightsStore(audience),
    clock: systemClock,
    ...{ s3: s3Client(environment), bucket: told.TEARSHEET_BUCKET_IMPORTS },
    queue: sqsQueue<unknown>({ sqs: new SQSClient({}), url: told.TEARSHEET_QUEUE_IMPORTS }),
  };
  const identity = identityOf(told.TEARSHEET_SECRET_IDENTITY);
  return async () => ({ ...fixed, idKey: await identity() });
};

type TableVariable = Extract<Variable, `TEARSHEET_TABLE_${string}`>;

/** Only those tables can be named that the function was told. */
const tablesOf = <Told extends Partial<Record<Variable, string>>>(told: Told, client = new DynamoDBClient({})) => {
  const db = documentClient(client);
  return (name: Extract<keyof Told, TableVariable>): Table => ({ db, name: told[name] as string });
};

/** A server that stands in for S3 has no names of its own for buckets. */
const s3Client = (environment: Environment) =>
  new S3Client(environment.AWS_ENDPOINT_URL || environment.AWS_ENDPOINT_URL_S3 ? { forcePathStyle: true } : {});

const secretOf = (id: string) => cachedSecret({ secrets: new SecretsManagerClient({}), id });

/** What our own distribution sends along; nothing where none stands in front. */
const originOf = (id: string): (() => Promise<string | undefined>) => (id ? secretOf(id) : async () => undefined);

/** The same object for as long as the secret is the same. */
const keyringOf = (id: string): (() => Promise<Keyring>) => {
  const secret = secretOf(id);
  let known: { text: string; keyring: Keyring } | undefined;
  return async () => {
    const text = await secret();
    if (known?.text !== text) known = { text, keyring: parseKeyring(text) };
    return known.keyring;
  };
};

/** Subscriber ids are made with it, so it never rotates. */
const identityOf = (id: string): (() => Promise<Uint8Array>) => {
  const secret = secretOf(id);
  return async () => Buffer.from(await secret());
};
