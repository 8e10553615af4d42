import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";

/** How many messages a queue has: those that wait, are put off, or are being worked on. SQS counts approximately. */
export const countMessages = async ({ sqs, url }: { sqs: SQSClient; url: string }): Promise<number> => {
  const names = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
  ] as const;
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...names] }));
  return names.reduce((sum, name) => sum + z.coerce.number().parse(Attributes?.[name]), 0);
};
