import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { etag } from "hono/etag";
import { HTTPException } from "hono/http-exception";
import type * as z from "zod";
import { InvalidInput, NotFound } from "../core/errors.ts";
import type { ApiRoute } from "./api-route.ts";
import type { ConsoleEnv } from "./env.ts";
import { acts, freshSignIn, needs } from "./guard.ts";
import { type Refusal, refuse } from "./refuse.ts";

const largestBody = 1024 * 1024;
const tooLarge = `the body has more than ${largestBody} bytes`;

/**
 * Serves the calls under `/api`, behind the guard: role, fresh sign-in, audit, schemas in and out. An answer carries an
 * ETag; asked again with it, an unchanged one is 304.
 */
export const apiRoutes = (routes: readonly ApiRoute[]): Hono<ConsoleEnv> => {
  const app = new Hono<ConsoleEnv>();
  app.use("/api/*", etag());
  app.use("/api/*", bodyLimit({ maxSize: largestBody, onError: (context) => context.json({ error: tooLarge }, 413) }));
  for (const route of routes) {
    const asksFresh = route.method !== "get" && route.fresh === true;
    const guards = [...(asksFresh ? [freshSignIn()] : []), ...(route.act === undefined ? [] : [acts(route.act)])];
    app.on(route.method.toUpperCase(), `/api${route.path}`, needs(route.role), ...guards, async (context) => {
      const params: Record<string, string> = context.req.param();
      const only = context.get("onlyNewsletter");
      if (only !== undefined && params.newsletterId !== only)
        throw new NotFound("the API key is for another newsletter");
      const { editor, actor, now, note, isFresh, formDraw: draw } = context.var;
      const who = { editor, actor, isFresh, refuse: refusing(context) };
      const query = read(route.query, context.req.query());
      const body = route.method === "get" ? undefined : read(route.body, await jsonOf(context.req.raw, route.body));
      const answer = await route.handle({ params, query, body, ...who, now, note, draw });
      return context.json(route.answer.parse(answer) as object);
    });
  }
  return app;
};

const refusing = (context: Context<ConsoleEnv>) => async (reason: Refusal) => {
  throw new HTTPException(403, { res: await refuse(context, reason) });
};

const jsonOf = async (request: Request, schema: z.ZodType | undefined): Promise<unknown> => {
  if (!schema) return undefined;
  if (!/^application\/(\w+\+)?json\b/i.test(request.headers.get("content-type") ?? ""))
    throw new InvalidInput("the body is to be application/json");
  return request.json().catch((cause: unknown) => {
    throw new InvalidInput("the body is no JSON", { cause });
  });
};

const read = (schema: z.ZodType | undefined, said: unknown): unknown => {
  if (!schema) return undefined;
  const parsed = schema.safeParse(said);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`));
};
