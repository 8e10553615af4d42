import { Logger } from "@aws-lambda-powertools/logger";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { answerEvent } from "./answer-event.ts";
import { webParts } from "./aws/readers.ts";
import { readerPages } from "./web.ts";

const logger = new Logger();
const parts = webParts();

/** Answers the readers' pages. */
export const handler = async (event: APIGatewayProxyEventV2, context: Context) => {
  logger.addContext(context);
  const { originSecret, ...deps } = await parts();
  return answerEvent({ routes: readerPages(deps), originSecret, logger }, event);
};
