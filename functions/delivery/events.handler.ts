import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { eventsParts } from "../aws/delivery.ts";
import { openTakenEvents } from "./see-taken-events.ts";
import { takeInEvents } from "./take-in-events.ts";

const logger = new Logger();
const metrics = new Metrics();
const { parts, stream } = eventsParts();
const seeTaken = openTakenEvents(stream);

/** Takes in what SES says, a batch at a time; those that fail come again alone. */
export const handler = async ({ Records }: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  logger.addContext(context);
  const bodies = Records.map(({ body }) => body);
  const results = await takeInEvents(await parts(), bodies);
  const batchItemFailures = results.flatMap((result, place) => {
    if (result.status === "fulfilled") return [];
    const { messageId } = Records[place] as SQSEvent["Records"][number];
    logger.error("an event was not taken in", { messageId, error: result.reason as Error });
    return [{ itemIdentifier: messageId }];
  });
  const taken = Records.map(({ attributes }, place) => ({
    sentAt: Number(attributes.SentTimestamp),
    isFailed: results[place]?.status === "rejected",
  }));
  // What it would prove is not needed for any event, only for a second try of a mail.
  await seeTaken(taken).catch((error: Error) => logger.error("the age of the events was not kept", { error }));
  const unread = results.filter((result) => result.status === "fulfilled" && !result.value.ok).length;
  metrics.addMetric("EventsUnread", MetricUnit.Count, unread);
  metrics.publishStoredMetrics();
  return { batchItemFailures };
};
