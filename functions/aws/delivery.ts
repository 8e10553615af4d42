import { SQSClient } from "@aws-sdk/client-sqs";
import { personalLinks } from "../audience/links.ts";
import { signUpStore } from "../audience/sign-up-store.ts";
import { audienceStore } from "../audience/store.ts";
import { countMessages } from "../core/count-messages.ts";
import type { Keyring } from "../core/signed-link.ts";
import { sqsQueue } from "../core/sqs-queue.ts";
import { storeClient } from "../core/store-client.ts";
import { storeTimeOf } from "../core/store-time.ts";
import { systemClock } from "../core/time.ts";
import { eventsStore } from "../delivery/events-store.ts";
import { sendingTimes } from "../delivery/lease.ts";
import { openOverview } from "../delivery/overview.ts";
import { openSender, type Sender, type SenderDeps } from "../delivery/sender.ts";
import { streamStore } from "../delivery/stream-store.ts";
import type { WorkMessage } from "../delivery/work-message.ts";
import { renditionStore } from "../digest/rendition-store.ts";
import { issueStore } from "../digest/store.ts";
import { readWiring, wiring } from "../environment.ts";
import { bucketFiles, type Environment, identityOf, keyringOf, tablesOf } from "./granted.ts";
import { ledgerParts } from "./ledger.ts";

/** What finds the work that is left of all issues, and puts it on the queue. It knows nobody, and sends nothing. */
export const sweepParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.sweep, environment);
  const { parts, table } = ledgerParts(told, environment);
  const sqs = new SQSClient({});
  const count = (url: string) => countMessages({ sqs, url });
  return {
    ...parts,
    queue: sqsQueue<WorkMessage>({ sqs, url: told.TEARSHEET_QUEUE_WORK }),
    issues: issueStore(table("TEARSHEET_TABLE_ISSUES")),
    countEvents: async () => ({
      waiting: await count(told.TEARSHEET_QUEUE_EVENTS),
      deadLetters: await count(told.TEARSHEET_QUEUE_EVENTS_DEAD),
    }),
    sender: openOverview(parts),
  };
};

/** What sends. */
export const workParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.work, environment);
  const { TEARSHEET_PUBLIC_URL: publicUrl, TEARSHEET_UNSUBSCRIBE_MAILBOX: unsubscribeMailbox } = told;
  const { parts, table } = ledgerParts(told, environment);
  const fixed = {
    ...parts,
    audience: audienceStore(table("TEARSHEET_TABLE_AUDIENCE")),
    renditions: renditionStore(bucketFiles(environment, told.TEARSHEET_BUCKET_RENDITIONS)),
    configurationSet: told.TEARSHEET_CONFIGURATION_SET,
  };
  const keyring = keyringOf(told.TEARSHEET_SECRET_KEYRING);
  const sender = oneSender();
  return async () => {
    const keys = await keyring();
    const personal = personalLinks({ keyring: keys, publicUrl, unsubscribeMailbox });
    const deps = { ...fixed, keyring: keys, personal };
    return { ...deps, sender: sender(deps) };
  };
};

/** What takes in SES's events. */
export const eventsParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.events, environment);
  const client = storeClient();
  const table = tablesOf(told, client);
  const stream = streamStore(table("TEARSHEET_TABLE_LEDGER"));
  const fixed = {
    audience: audienceStore(table("TEARSHEET_TABLE_AUDIENCE")),
    signUps: signUpStore(table("TEARSHEET_TABLE_AUDIENCE")),
    events: eventsStore(table("TEARSHEET_TABLE_LEDGER")),
    stream,
    clock: systemClock,
  };
  const identity = identityOf(told.TEARSHEET_SECRET_IDENTITY);
  return {
    parts: async () => ({ ...fixed, idKey: await identity() }),
    stream: { stream, storeTime: storeTimeOf(client), times: sendingTimes() },
  };
};

/** One sender a process, and another when the keys of its links have changed. */
const oneSender = () => {
  let open: { keyring: Keyring; sender: Sender } | undefined;
  return (deps: SenderDeps & { keyring: Keyring }): Sender => {
    if (open?.keyring !== deps.keyring) open = { keyring: deps.keyring, sender: openSender(deps) };
    return open.sender;
  };
};
