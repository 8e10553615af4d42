import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { Conflict, InvalidInput, Retryable } from "../core/errors.ts";
import type { Clock } from "../core/time.ts";
import { apiPostSchema, fromApi } from "./api-post.ts";
import type { IncomingPost } from "./post.ts";
import { largestSaidBytes } from "./post-size.ts";
import { type TakeInDeps, type TakenIn, takeInPost } from "./take-in-post.ts";
import { withdrawPost } from "./withdraw-post.ts";

export type PostsRoutesDeps = Omit<TakeInDeps, "completePost"> & {
  clock: Clock;
  /** Whose posts the request may change, by its API key. */
  authorize: (request: Request) => Promise<{ newsletterId: string } | undefined>;
};

type Variables = { Variables: { newsletterId: string } };

/**
 * The API of the posts, for a publication that tells us itself what it published.
 *
 * - `PUT /posts/{guid}`: 201 for a new post; 200 for one that was updated or is unchanged; 409 when what is stored is
 *   newer (`updatedAt`), and stays.
 * - `DELETE /posts/{guid}`: 200 when the post is withdrawn, by this or an earlier request; 404 when there is none.
 *
 * The guid is percent-encoded. Both may be repeated at will. Refused: 401 without a key, 413 over 1 MB (the rest of the
 * body is not read), 415 for what is not JSON, 400 with every problem named, 503 when the store is busy.
 */
export const postsRoutes = (deps: PostsRoutesDeps): Hono<Variables> => {
  const app = new Hono<Variables>();

  app.use("/posts/:guid{.+}", async (context, next) => {
    const caller = await deps.authorize(context.req.raw);
    if (!caller) return refuse(context, 401, "an API key is needed: Authorization: Bearer …");
    context.set("newsletterId", caller.newsletterId);
    return next();
  });

  app.put("/posts/:guid{.+}", bodyLimit({ maxSize: largestSaidBytes, onError: tooLarge }), async (context) => {
    const said = await postOf(context, context.get("newsletterId"), context.req.param("guid"));
    const newsletterId = context.get("newsletterId");
    return answer(context, await takeInPost(deps, { newsletterId, source: "api", said, now: deps.clock() }));
  });

  app.delete("/posts/:guid{.+}", async (context) => {
    const newsletterId = context.get("newsletterId");
    const guid = context.req.param("guid");
    const outcome = await withdrawPost(deps, { newsletterId, guid, by: "source", now: deps.clock() });
    if (!outcome.ok) return refuse(context, 404, "there is no post with this guid");
    return context.json({ id: outcome.post.id, withdrawnAt: outcome.post.withdrawnAt });
  });

  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof InvalidInput) return refuse(context, 400, "the post cannot be read", error.problems);
    if (error instanceof Conflict) return refuse(context, 409, "the post is being changed by others; try again");
    if (!(error instanceof Retryable)) throw error;
    context.header("retry-after", "5");
    return refuse(context, 503, "busy; try again");
  });
  return app;
};

const postOf = async (context: Context, newsletterId: string, guid: string): Promise<IncomingPost> => {
  if (!/^application\/(\w+\+)?json\b/i.test(context.req.header("content-type") ?? ""))
    throw new HTTPException(415, { res: refuse(context, 415, "the body is to be application/json") });
  const body = await context.req.json().catch((cause: unknown) => {
    throw new InvalidInput("the body is no JSON", { cause });
  });
  const parsed = apiPostSchema.safeParse(body);
  if (parsed.success) return fromApi(newsletterId, guid, parsed.data);
  throw new InvalidInput(parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`));
};

const answer = (context: Context, { outcome, photos }: TakenIn): Response => {
  if (!outcome.ok)
    return refuse(context, outcome.reason === "too-large" ? 413 : 400, "the post is refused", outcome.problems);
  const { id, withdrawnAt, updatedAt } = outcome.post;
  if (outcome.older) return refuse(context, 409, "what is stored is newer, and stays", [`updatedAt: ${updatedAt}`]);
  const { change, cut } = outcome;
  return context.json({ id, change, proseCut: cut, withdrawnAt, photos }, change === "new" ? 201 : 200);
};

const tooLarge = (context: Context): Response =>
  refuse(context, 413, `the body has more than ${largestSaidBytes} bytes`);

const refuse = (
  context: Context,
  status: 400 | 401 | 404 | 409 | 413 | 415 | 503,
  error: string,
  problems: readonly string[] = [],
): Response => {
  if (status === 401) context.header("www-authenticate", "Bearer");
  return context.json({ error, problems }, status);
};
