import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { workParts } from "../aws/delivery.ts";
import { work } from "./work.ts";
import { workMessageSchema } from "./work-message.ts";

const logger = new Logger();
const metrics = new Metrics();
const processor = new BatchProcessor(EventType.SQS);
const parts = workParts();
/** Enough for the batch in hand to start, be answered and be written down, before the function is ended. */
const leftMs = 60_000;

/** Does the work that the sweep found, a chunk or a shard a message; those of a batch side by side, at one rate. */
export const handler = async (event: SQSEvent, context: Context) => {
  logger.addContext(context);
  const isStopping = () => context.getRemainingTimeInMillis() < leftMs;
  try {
    return await processPartialResponse(event, (record: SQSRecord) => doWork(record, isStopping), processor, {
      context,
      throwOnFullBatchFailure: false,
    });
  } finally {
    metrics.publishStoredMetrics();
  }
};

const doWork = async ({ body, messageId }: SQSRecord, isStopping: () => boolean): Promise<void> => {
  try {
    const message = workMessageSchema.parse(JSON.parse(body));
    const deps = await parts();
    // The message is a hint: who confirms these tables has the sweep put it again.
    if (!(await deps.installation.isConfirmed())) return logger.warn("this installation is not confirmed");
    const worked = await work({ ...deps, isStopping }, message);
    logger.info("work was done", { ...message, ...worked });
    if (worked.circling) logger.error("moved in a circle, and left out", { subscriberIds: worked.circling });
    const { agrees } = deps.storeTime();
    if (!agrees) logger.error("this clock is not the store's: nothing is sent");
    metrics.addMetric("ClockDisagrees", MetricUnit.Count, agrees ? 0 : 1);
  } catch (error) {
    logger.error("work was not done", { messageId, error: error as Error });
    throw error;
  }
};
