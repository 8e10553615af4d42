import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { Logger } from "@aws-lambda-powertools/logger";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { photosParts } from "../aws/posts.ts";
import { fetchPostPhotos } from "./fetch-post-photos.ts";
import { photosMessageSchema } from "./photos-message.ts";

const logger = new Logger();
const processor = new BatchProcessor(EventType.SQS);
const parts = photosParts();

/** Fetches the photos of posts, a post a message. */
export const handler = (event: SQSEvent, context: Context) => {
  logger.addContext(context);
  return processPartialResponse(event, fetchFor, processor, { context, throwOnFullBatchFailure: false });
};

const fetchFor = async ({ body, messageId }: SQSRecord): Promise<void> => {
  try {
    const message = photosMessageSchema.parse(JSON.parse(body));
    const fetched = await fetchPostPhotos(parts, message);
    logger.info("photos were fetched", { ...message, ...fetched });
  } catch (error) {
    logger.error("photos were not fetched", { messageId, error: error as Error });
    throw error;
  }
};
