import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { expect, until } from "./until.ts";

/** A queue of a stage that is thrown away, and what becomes of a message that cannot be worked. */
export const redrive = async (url: string) => {
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  const attributes = async (QueueUrl: string) =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))).Attributes ?? {};
  const { RedrivePolicy = "{}", VisibilityTimeout = "" } = await attributes(url);
  const { deadLetterTargetArn = "" } = JSON.parse(RedrivePolicy) as { deadLetterTargetArn?: string };
  const QueueName = deadLetterTargetArn.split(":").at(-1);
  const { QueueUrl: dead = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const count = async (queue: string) => {
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await attributes(queue);
    return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
  };
  const isIdle = async () => (await count(url)) === 0;
  /** Where a stand-in has no such task: the same, message by message. */
  const moveByHand = async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: dead, WaitTimeSeconds: 1 }));
    for (const { Body: MessageBody = "", ReceiptHandle } of Messages) {
      await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
      await sqs.send(new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle }));
    }
  };
  const again = (seconds: string) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { VisibilityTimeout: seconds } }));

  return {
    /** Sees what must fail set aside. Its tries follow each other at once, not after hours. */
    async setAside(putWhatFails: () => Promise<unknown>): Promise<void> {
      await again("1");
      await putWhatFails();
      await until("the message is set aside", async () => (await count(dead)) === 1);
      expect(await isIdle(), "what was set aside is still tried");
    },
    /** Has what was set aside tried once more, as the console's button does, and sees it worked. */
    async redrive(): Promise<void> {
      const move = new StartMessageMoveTaskCommand({ SourceArn: deadLetterTargetArn });
      await sqs.send(move).catch((error: Error) => {
        if (!/InvalidAction/.test(error.name)) throw error;
        return moveByHand();
      });
      await until("what was set aside is worked", async () => (await count(dead)) === 0 && isIdle());
      await again(VisibilityTimeout);
    },
  };
};
