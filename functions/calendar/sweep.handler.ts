import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context } from "aws-lambda";
import { sweepParts } from "../aws/delivery.ts";
import { seeEventQueue } from "../delivery/see-event-queue.ts";
import { sweep } from "../delivery/sweep.ts";
import { standingWords } from "../mail/installation.ts";
import { isNews, type Told } from "./news.ts";
import { sweepOutcomes } from "./sweep-outcomes.ts";
import { tellOutcome } from "./tell-outcome.ts";

const logger = new Logger();
const metrics = new Metrics();
const deps = sweepParts();
const told: Told = new Map();

/** Puts the work of the next two minutes on the queue, every minute, and keeps how SES's events come in. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  const words = standingWords[await deps.installation.standing()];
  metrics.addMetric("NotConfirmed", MetricUnit.Count, words ? 1 : 0);
  metrics.addMetric("Sweeps", MetricUnit.Count, 1);
  if (words) {
    logger.error(words);
    metrics.publishStoredMetrics();
    return;
  }
  // What it would prove is not needed for the next mail, only for a second try of an old one.
  await seeEventQueue(deps).catch((error: Error) => logger.error("the event queue was not seen", { error }));
  const swept = await sweep(deps);
  const outcomes = await sweepOutcomes(deps, swept);
  for (const outcome of outcomes) if (isNews(outcome, told)) tellOutcome(logger, outcome);
  if (swept.put > 0) logger.info("work was put", { put: swept.put });
  if (swept.clockDisagrees) logger.error("this clock is not the store's: nothing is sent");
  metrics.addMetric("SweepFailures", MetricUnit.Count, swept.failed.length);
  metrics.addMetric("IssuesStopped", MetricUnit.Count, outcomes.filter(({ did }) => did === "stopped").length);
  metrics.addMetric("ClockDisagrees", MetricUnit.Count, swept.clockDisagrees ? 1 : 0);
  metrics.publishStoredMetrics();
};
