import { Logger } from "@aws-lambda-powertools/logger";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { answerEvent } from "../answer-event.ts";
import { consoleParts } from "../aws/console.ts";

const logger = new Logger();
const parts = consoleParts();

/** Answers the editors: the console, its API, and drafts for whoever has their link. */
export const handler = async (event: APIGatewayProxyEventV2, context: Context) => {
  logger.addContext(context);
  return answerEvent({ ...(await parts()), logger }, event);
};
