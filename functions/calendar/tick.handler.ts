import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context } from "aws-lambda";
import { tickParts } from "../aws.ts";
import { isNews, type Told } from "./news.ts";
import type { TickOutcome } from "./outcome.ts";
import { runTick } from "./run-tick.ts";

const logger = new Logger();
const metrics = new Metrics();
const parts = tickParts();
/** Of what this process has seen: another tells it once more. */
const told: Told = new Map();

/** Does what is due. What fails for one newsletter is told and counted, and the next minute tries it again. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  try {
    const outcomes = await runTick(await parts());
    for (const outcome of outcomes) if (isNews(outcome, told)) tell(outcome);
    metrics.addMetric("TickFailures", MetricUnit.Count, outcomes.filter(({ did }) => did === "failed").length);
    metrics.addMetric("IssuesMissed", MetricUnit.Count, outcomes.filter(isMissed).length);
    metrics.addMetric("IssuesStopped", MetricUnit.Count, outcomes.filter(({ did }) => did === "stopped").length);
    metrics.addMetric("Ticks", MetricUnit.Count, 1);
  } finally {
    metrics.publishStoredMetrics();
  }
};

/** Too late to go out, by whatever way. */
const isMissed = ({ did }: TickOutcome): boolean => did === "missed" || did === "lapsed";

const tell = (outcome: TickOutcome): void => {
  const { newsletterId, did } = outcome;
  if (outcome.did === "failed") logger.error("the tick failed", { newsletterId, error: outcome.error as Error });
  else if (outcome.did === "heard") logger.info("a source was heard", { newsletterId, words: outcome.words });
  else {
    const reason = "reason" in outcome && { reason: outcome.reason };
    const tally = "tally" in outcome && { tally: outcome.tally };
    const level = isMissed(outcome) || outcome.did === "refused" || outcome.did === "stopped" ? "warn" : "info";
    logger[level]("the tick did something", { newsletterId, did, issueId: outcome.issue.id, ...reason, ...tally });
  }
};
