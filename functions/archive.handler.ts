import { Logger } from "@aws-lambda-powertools/logger";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { answerEvent } from "./answer-event.ts";
import { archiveParts } from "./aws/readers.ts";
import { archivePages } from "./web.ts";

const logger = new Logger();
const parts = archiveParts();

/** Answers with what anybody may look at. */
export const handler = async (event: APIGatewayProxyEventV2, context: Context) => {
  logger.addContext(context);
  const { originSecret, ...deps } = await parts();
  return answerEvent({ routes: archivePages(deps), originSecret, logger }, event);
};
