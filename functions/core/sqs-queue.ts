import { setTimeout as sleep } from "node:timers/promises";
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { Retryable } from "./errors.ts";
import type { Queue } from "./queue.ts";

/** What SQS takes in one request. */
const mostAtOnce = 10;
const mostBytesAtOnce = 1_048_576;
const mostTries = 5;
const firstWaitMs = 50;

/**
 * `Queue` on SQS, ten messages a request. A request may succeed in part: what SQS says it did not take is put again,
 * alone, ever later; what it refuses for good is a defect of ours and throws.
 */
export const sqsQueue = <Message>({ sqs, url }: { sqs: SQSClient; url: string }): Queue<Message> => ({
  async put(messages) {
    for (const batch of inRequests(messages.map(asciiJson))) await putBatch(sqs, url, batch);
  },
});

/** SQS refuses some characters (U+FFFF, for one), and JSON can do without all but ASCII. */
const asciiJson = (message: unknown): string =>
  JSON.stringify(message).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

const putBatch = async (sqs: SQSClient, url: string, batch: readonly string[]): Promise<void> => {
  let pending = batch;
  for (let tries = 1; ; tries++) {
    const Entries = pending.map((MessageBody, place) => ({ Id: String(place), MessageBody }));
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    if (Failed.length === 0) return;
    const refused = Failed.find(({ SenderFault }) => SenderFault);
    if (refused) throw new Error(`the queue refuses a message: ${refused.Code}`);
    if (tries === mostTries) throw new Retryable(`the queue left ${Failed.length} messages ${mostTries} times`);
    pending = Failed.map(({ Id }) => pending[Number(Id)] as string);
    await sleep(firstWaitMs * 2 ** (tries - 1));
  }
};

function* inRequests(bodies: readonly string[]): Generator<string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for (const body of bodies) {
    if (batch.length === mostAtOnce || (batch.length > 0 && bytes + body.length > mostBytesAtOnce)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(body);
    bytes += body.length;
  }
  if (batch.length > 0) yield batch;
}
