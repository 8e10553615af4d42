import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context } from "aws-lambda";
import { sweepParts } from "../aws.ts";
import { sweep } from "./sweep.ts";

const logger = new Logger();
const metrics = new Metrics();
const parts = sweepParts();

/** Puts the work of the next two minutes on the queue, every minute. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  const swept = await sweep(await parts());
  for (const { issueId, error } of swept.failed)
    logger.error("an issue was not swept", { issueId, error: error as Error });
  if (swept.put > 0) logger.info("work was put", { put: swept.put });
  metrics.addMetric("Sweeps", MetricUnit.Count, 1);
  metrics.addMetric("SweepFailures", MetricUnit.Count, swept.failed.length);
  metrics.addMetric("ClockDisagrees", MetricUnit.Count, swept.clockDisagrees ? 1 : 0);
  metrics.publishStoredMetrics();
};
