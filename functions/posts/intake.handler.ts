import { Logger } from "@aws-lambda-powertools/logger";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { answerEvent } from "../answer-event.ts";
import { intakeParts } from "../aws/posts.ts";
import { postsRoutes } from "./routes.ts";

const logger = new Logger();
const parts = intakeParts();

/** Answers the API of the posts. */
export const handler = async (event: APIGatewayProxyEventV2, context: Context) => {
  logger.addContext(context);
  const { originSecret, ...deps } = await parts();
  return answerEvent({ routes: postsRoutes(deps), originSecret, logger }, event);
};
