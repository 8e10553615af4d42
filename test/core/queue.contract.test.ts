import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Retryable } from "../../functions/core/errors.ts";
import type { Queue } from "../../functions/core/queue.ts";
import { sqsQueue } from "../../functions/core/sqs-queue.ts";
import { laneQueue } from "../../local/queue.ts";
import { openAws, type TestAws } from "../support/aws.ts";

type Message = { n: number; words?: string };

/** A queue that nobody else uses; `taken` answers what whoever works it off has got since it was asked last. */
type Adapter = {
  name: string;
  open(): Promise<{ queue: Queue<Message>; taken(): Promise<Message[]>; close(): Promise<void> }>;
};

const adapters: Adapter[] = [
  {
    name: "this machine",
    open: async () => {
      const got: Message[] = [];
      const work = async (message: Message) => ({ changed: got.push(message) > 0 });
      const queue = laneQueue<Message>({ work, lanes: 2, say: () => undefined });
      const taken = async () => {
        await queue.idle();
        return got.splice(0);
      };
      return { queue, taken, close: queue.stop };
    },
  },
  {
    name: "SQS",
    open: async () => {
      const aws = await openAws();
      const url = aws.server.createQueue("work").queueUrl;
      return { queue: sqsQueue({ sqs: aws.sqs, url }), taken: () => receiveAll(aws.sqs, url), close: aws.close };
    },
  },
];

const receiveAll = async (sqs: SQSClient, url: string): Promise<Message[]> => {
  const found: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return found;
    found.push(...Messages.map(({ Body }) => JSON.parse(Body ?? "") as Message));
    const Entries = Messages.map(({ ReceiptHandle }, place) => ({ Id: String(place), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
  }
};

const numbers = (messages: readonly Message[]) => messages.map(({ n }) => n).toSorted((a, b) => a - b);
const upTo = (count: number): Message[] => Array.from({ length: count }, (_, n) => ({ n }));

describe.each(adapters)("a queue on $name", ({ open }) => {
  let opened: Awaited<ReturnType<Adapter["open"]>>;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  it.each([1, 10, 11, 137])("brings %i messages to whoever works it off", async (count) => {
    await opened.queue.put(upTo(count));
    expect(numbers(await opened.taken())).toEqual(upTo(count).map(({ n }) => n));
  });

  it("takes none for none", async () => {
    await opened.queue.put([]);
    expect(await opened.taken()).toEqual([]);
  });

  it("brings a message as it was put", async () => {
    const message = { n: 1, words: '“quotes” & <tags>, \u0000 and \n, 👋🏽 "' };
    await opened.queue.put([message]);
    expect(await opened.taken()).toEqual([message]);
  });

  it("brings messages that together are more than one request may hold", async () => {
    const large = upTo(10).map(({ n }) => ({ n, words: "x".repeat(200_000) }));
    await opened.queue.put(large);
    expect(numbers(await opened.taken())).toEqual(numbers(large));
  });
});

describe("a queue on SQS", () => {
  let aws: TestAws;
  let queue: Queue<Message>;
  let url: string;
  beforeAll(async () => {
    aws = await openAws();
    url = aws.server.createQueue("partly").queueUrl;
    queue = sqsQueue({ sqs: aws.sqs, url });
  });
  afterAll(() => aws.close());

  /** Answers that the second message of every request was not taken, `times` times. */
  const leaveSecond = (times: number, fault: { Code: string; SenderFault: boolean }) => {
    let left = times;
    aws.intercept(async (asked, pass) => {
      if (left-- <= 0 || asked.headers["x-amz-target"] !== "AmazonSQS.SendMessageBatch") return undefined;
      const sent = JSON.parse(String(asked.body)) as { QueueUrl: string; Entries: { Id: string }[] };
      const rest = { ...sent, Entries: sent.Entries.filter((_, place) => place !== 1) };
      const { "content-length": _, ...headers } = asked.headers;
      const answer = await pass({ ...asked, headers, body: Buffer.from(JSON.stringify(rest)) });
      const said = { ...JSON.parse(String(answer.body)), Failed: [{ Id: sent.Entries[1]?.Id, ...fault }] };
      return { ...answer, headers: { "content-type": "application/x-amz-json-1.0" }, body: JSON.stringify(said) };
    });
  };

  it("puts again what was not taken, and nothing else", async () => {
    leaveSecond(1, { Code: "InternalError", SenderFault: false });
    await queue.put(upTo(10));
    expect(numbers(await receiveAll(aws.sqs, url))).toEqual(upTo(10).map(({ n }) => n));
  });

  it("says so when a message is left again and again, and when one is refused for good", async () => {
    aws.intercept(async (asked) => {
      if (asked.headers["x-amz-target"] !== "AmazonSQS.SendMessageBatch") return undefined;
      const Failed = [{ Id: "0", Code: "InternalError", SenderFault: false }];
      return {
        status: 200,
        headers: { "content-type": "application/x-amz-json-1.0" },
        body: JSON.stringify({ Failed }),
      };
    });
    await expect(queue.put(upTo(1))).rejects.toThrow(Retryable);
    leaveSecond(1, { Code: "InvalidMessageContents", SenderFault: true });
    await expect(queue.put(upTo(2))).rejects.toThrow("InvalidMessageContents");
  });
});
