import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context } from "aws-lambda";
import { tickParts } from "../aws/calendar.ts";
import { isNews, type Told } from "./news.ts";
import { runTick } from "./run-tick.ts";
import { isMissed, tellOutcome } from "./tell-outcome.ts";

const logger = new Logger();
const metrics = new Metrics();
const parts = tickParts();
/** Of what this process has seen: another tells it once more. */
const told: Told = new Map();

/** Does what is due. What fails for one newsletter is told and counted, and the next minute tries it again. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  try {
    const deps = await parts();
    metrics.addMetric("Ticks", MetricUnit.Count, 1);
    // A copy of the tables drafts, closes and polls nothing; the sweep says so.
    if (!(await deps.installation.isConfirmed())) return;
    const outcomes = await runTick(deps);
    for (const outcome of outcomes) if (isNews(outcome, told)) tellOutcome(logger, outcome);
    metrics.addMetric("TickFailures", MetricUnit.Count, outcomes.filter(({ did }) => did === "failed").length);
    metrics.addMetric("IssuesMissed", MetricUnit.Count, outcomes.filter(isMissed).length);
  } finally {
    metrics.publishStoredMetrics();
  }
};
