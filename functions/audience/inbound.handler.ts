import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { Logger } from "@aws-lambda-powertools/logger";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { inboundParts } from "../aws/inbound.ts";
import { takeInReceipt } from "./take-in-receipt.ts";

const logger = new Logger();
const processor = new BatchProcessor(EventType.SQS);
const parts = inboundParts();

/** Reads the mails that come in, each by itself; one that fails comes again alone. */
export const handler = (event: SQSEvent, context: Context) => {
  logger.addContext(context);
  return processPartialResponse(event, take, processor, { context, throwOnFullBatchFailure: false });
};

const take = async ({ body, messageId }: SQSRecord): Promise<void> => {
  try {
    const outcome = await takeInReceipt(await parts(), { notice: body });
    logger.info("a mail came in", { messageId, ...outcome });
  } catch (error) {
    logger.error("a mail was not taken in", { messageId, error: error as Error });
    throw error;
  }
};
