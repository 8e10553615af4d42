import { CreateQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { countMessages } from "../../functions/core/count-messages.ts";
import { sqsQueue } from "../../functions/core/sqs-queue.ts";
import { openAws, type TestAws } from "../support/aws.ts";

let aws: TestAws;
beforeAll(async () => {
  aws = await openAws();
});
afterAll(() => aws.close());

it("counts what waits, and what somebody is working on", async () => {
  const { QueueUrl: url = "" } = await aws.sqs.send(new CreateQueueCommand({ QueueName: "counted" }));
  const queue = { sqs: aws.sqs, url };
  expect(await countMessages(queue)).toBe(0);
  await sqsQueue<number>(queue).put([1, 2, 3]);
  await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 1 }));
  expect(await countMessages(queue)).toBe(3);
});
