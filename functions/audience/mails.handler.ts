import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context } from "aws-lambda";
import { mailsParts } from "../aws/audience.ts";
import { workOutbox } from "./work-outbox.ts";

const logger = new Logger();
const metrics = new Metrics();
const parts = mailsParts();

/** Sends the mails that were promised: at a hint that there are some, and every minute. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  const deps = await parts();
  // What was promised waits; the sweep says why.
  if (!(await deps.installation.isConfirmed())) return;
  const { unsent, closed } = await workOutbox(deps);
  for (const each of unsent) logger.warn("a promised mail was not sent", { ...each });
  for (const each of closed) logger.error("sign-up is closed for a day", { ...each });
  metrics.addMetric("SignUpsClosed", MetricUnit.Count, closed.length);
  metrics.publishStoredMetrics();
};
