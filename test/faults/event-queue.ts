import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { json } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * The queue of SES's events in a process of its own, as SQS is one: whoever receives a batch has to say what became of
 * it, or it comes again. `event-queue.ts <options as JSON>`. Says its address, and ends with its parent.
 */
export type EventQueueOptions = {
  sesUrl: string;
  batch: number;
  /** A batch is handed out that is whole, or whose first waits so long. */
  gatherMs: number;
  /** What was handed out comes again after this. */
  visibilityMs: number;
  tries: number;
};
/** What stands before the events of a batch, a line each. */
export type EventBatch = { receipt: number; sentAt: number[] };
/** How many are not taken in, whoever has them in hand, and how many came to nothing. */
export type EventsCounted = { waiting: number; deadLetters: number };
/** What became of a batch: the places of those that were not taken in. */
export type EventsDone = { receipt: number; failed: number[] };

type Event = { line: string; sentAt: number; tries: number };

const pollMs = 20;
const options: EventQueueOptions = JSON.parse(process.argv[2] ?? "{}");
const waiting: Event[] = [];
const inHand = new Map<number, { events: Event[]; timer: NodeJS.Timeout }>();
let [receipts, deadLetters] = [0, 0];

process.once("disconnect", () => process.exit());
const [events] = (await once(get(`${options.sesUrl}/_events`), "response")) as [IncomingMessage];
createInterface({ input: events }).on("line", (line) => waiting.push({ line, sentAt: Date.now(), tries: 1 }));

const isDue = (): boolean => {
  const [first] = waiting;
  return first !== undefined && (waiting.length >= options.batch || Date.now() - first.sentAt >= options.gatherMs);
};

const comeAgain = (events: readonly Event[]): void => {
  const again = events.flatMap((each) => (each.tries < options.tries ? [{ ...each, tries: each.tries + 1 }] : []));
  deadLetters += events.length - again.length;
  waiting.unshift(...again);
};

/** Ends the batch of a receipt; whoever comes too late with one has it handed out again by then. */
const done = ({ receipt, failed }: EventsDone): void => {
  const batch = inHand.get(receipt);
  if (!batch) return;
  clearTimeout(batch.timer);
  inHand.delete(receipt);
  comeAgain(batch.events.filter((_, place) => failed.includes(place)));
};

const receive = (): string => {
  const events = waiting.splice(0, options.batch);
  const receipt = ++receipts;
  const timer = setTimeout(() => done({ receipt, failed: events.map((_, place) => place) }), options.visibilityMs);
  inHand.set(receipt, { events, timer });
  const head: EventBatch = { receipt, sentAt: events.map(({ sentAt }) => sentAt) };
  return [JSON.stringify(head), ...events.map(({ line }) => line)].join("\n");
};

const counted = (): EventsCounted => {
  const handed = [...inHand.values()].reduce((sum, { events: some }) => sum + some.length, 0);
  return { waiting: waiting.length + handed, deadLetters };
};

const server = createServer(async (request, response) => {
  if (request.method === "POST") {
    done((await json(request)) as EventsDone);
    response.end();
    return;
  }
  if (request.url === "/count") return void response.end(JSON.stringify(counted()));
  while (!isDue() && !request.socket.destroyed) await sleep(pollMs);
  if (!request.socket.destroyed) response.end(receive());
});
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1");
await once(server, "listening");
process.send?.({ kind: "ready", url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
