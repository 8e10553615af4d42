import { SQSClient } from "@aws-sdk/client-sqs";
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
import { openSender, type Sender, type SenderDeps } from "../delivery/sender.ts";
import { streamStore } from "../delivery/stream-store.ts";
import type { WorkMessage } from "../delivery/work-message.ts";
import { issueStore } from "../digest/store.ts";
import { readWiring, wiring } from "../environment.ts";
import { type Environment, identityOf, tablesOf } from "./granted.ts";
import { ledgerParts } from "./ledger.ts";

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
