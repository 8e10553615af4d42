import { type Context, Hono } from "hono";
import * as z from "zod";
import { Conflict, NotFound } from "../core/errors.ts";
import type { Files } from "../core/files.ts";
import type { Clock } from "../core/time.ts";
import { putPhotoBack } from "../posts/put-photo-back.ts";
import type { PostStore } from "../posts/store.ts";
import { type TakenDown, takeDownPhoto } from "../posts/take-down-photo.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { nameOf } from "./desk-name.ts";
import { deskPath } from "./desk-paths.ts";
import type { ConsoleEnv } from "./env.ts";
import { acts, needs } from "./guard.ts";
import { leadOn } from "./told-once.ts";

export type TakedownDeps = { posts: PostStore; files: Pick<Files, "put">; clock: Clock };

const photoRoute = "/console/newsletters/:newsletterId/issues/:issueId/photos/:photoId";
const path = "/newsletters/:newsletterId/posts/:postId/photos/:photoId/takedown";

/** Takes a photo down, at any time of its issue; only an admin puts it back. */
export const takedownRoutes = (deps: TakedownDeps & { publicUrl: string }): Hono<ConsoleEnv> => {
  const app = new Hono<ConsoleEnv>();
  app.post(`${photoRoute}/take-down`, needs("editor"), acts("photo.take-down"), async (context) => {
    held(await takeDownPhoto(deps, { ...(await photoNamed(context)), now: deps.clock() }));
    return back(deps, context, "taken-down");
  });
  app.post(`${photoRoute}/put-back`, needs("admin"), acts("photo.put-back"), async (context) => {
    held(await putPhotoBack(deps, await photoNamed(context)));
    return back(deps, context, "put-back");
  });
  return app;
};

const answer = z.object({ takenDown: z.boolean() });

export const takedownApi = (deps: TakedownDeps): ApiRoute[] => [
  apiRoute({
    method: "put",
    path,
    role: "editor",
    act: "photo.take-down",
    summary: "Takes a photo down: within ten minutes it is shown nowhere, also in mails that were sent.",
    answer,
    handle: async ({ params }) => {
      held(await takeDownPhoto(deps, { ...params, now: deps.clock() }));
      return { takenDown: true };
    },
  }),
  apiRoute({
    method: "delete",
    path,
    role: "admin",
    act: "photo.put-back",
    summary: "Takes a takedown back.",
    answer,
    handle: async ({ params }) => {
      held(await putPhotoBack(deps, params));
      return { takenDown: false };
    },
  }),
];

const held = (done: TakenDown): void => {
  if (done.ok) return;
  if (done.reason === "too-large") throw new Conflict("the post is too large to be changed");
  throw new NotFound("there is no such photo");
};

const photoNamed = async (context: Context<ConsoleEnv>) => {
  const { postId } = await context.req.parseBody();
  const { newsletterId } = nameOf(context);
  return { newsletterId, postId: String(postId ?? ""), photoId: context.req.param("photoId") ?? "" };
};

const back = (deps: { publicUrl: string }, context: Context<ConsoleEnv>, told: string): Response =>
  leadOn(deps, context, deskPath(nameOf(context), "photos", context.req.param("photoId") ?? ""), told);
