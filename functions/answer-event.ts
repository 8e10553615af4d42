import type { Logger } from "@aws-lambda-powertools/logger";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { type Env, Hono } from "hono";
import { type APIGatewayProxyResult, handle, type LambdaEvent } from "hono/aws-lambda";
import { encodedPath, throughOwnEdge, withViewer } from "./own-edge.ts";

export type AnswerEventDeps<Variables extends Env> = {
  routes: Hono<Variables>;
  originSecret: string | undefined;
  logger: Pick<Logger, "error">;
};

/** Answers an event of the HTTP API by the routes, when it came through our own distribution where there is one. */
export const answerEvent = async <Variables extends Env>(
  { routes, originSecret, logger }: AnswerEventDeps<Variables>,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyResult> => {
  const app = new Hono();
  app.onError((error, context) => {
    logger.error("a request failed", error);
    return context.text("Something went wrong here.", 500);
  });
  app.use(throughOwnEdge(originSecret));
  app.route("/", routes);
  const headers = withViewer(event.headers, event.requestContext.http.sourceIp, originSecret !== undefined);
  const request = { ...event, rawPath: encodedPath(event.rawPath), headers };
  return handle(app)(request as unknown as LambdaEvent);
};
