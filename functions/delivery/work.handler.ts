import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { Logger } from "@aws-lambda-powertools/logger";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { workParts } from "../aws.ts";
import { work } from "./work.ts";
import { workMessageSchema } from "./work-message.ts";

const logger = new Logger();
const processor = new BatchProcessor(EventType.SQS);
const parts = workParts();

/** Does the work that the sweep found, a chunk or a shard a message. */
export const handler = (event: SQSEvent, context: Context) => {
  logger.addContext(context);
  return processPartialResponse(event, doWork, processor, { context, throwOnFullBatchFailure: false });
};

const doWork = async ({ body, messageId }: SQSRecord): Promise<void> => {
  try {
    const message = workMessageSchema.parse(JSON.parse(body));
    logger.info("work was done", { ...message, ...(await work(await parts(), message)) });
  } catch (error) {
    logger.error("work was not done", { messageId, error: error as Error });
    throw error;
  }
};
