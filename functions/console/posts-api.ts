import * as z from "zod";
import { NotFound } from "../core/errors.ts";
import { rightsSchema } from "../core/newsletter.ts";
import { isReady, type Photo, photoSchema } from "../posts/photo.ts";
import { type Post, postSchema } from "../posts/post.ts";
import { rightsOf } from "../posts/rights.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { type Desk, newPosts, waitingPosts } from "./desk.ts";
import { largeFile } from "./desk-parts.ts";
import { type ReadDeskDeps, readDesk } from "./read-desk.ts";

export type PostsApiDeps = ReadDeskDeps & { fileUrl: (key: string) => string };

const path = "/newsletters/:newsletterId/issues/:issueId/posts";

const postFields = postSchema.pick({ id: true, url: true, title: true, excerpt: true, publishedAt: true });
const listedPost = postFields.extend({
  photos: z.int().describe("How many it has."),
  isNew: z.boolean().describe("It came since whoever asks looked last."),
  waits: z.boolean().describe("It came after the issue was arranged, and waits for a decision."),
});

const shownPhoto = photoSchema
  .pick({ id: true, position: true, caption: true, credit: true, alt: true, focalPoint: true, takenDownAt: true })
  .extend({
    rights: rightsSchema.describe("As they are now, by the photo, its credit or the newsletter."),
    sensitive: z.boolean(),
    url: z.string().optional().describe("The picture; absent where it could not be had."),
  });
const shownPost = postFields.extend({
  sensitive: z.boolean(),
  sourceSays: z
    .record(z.string(), z.string())
    .describe("Words at the source since an editor wrote over them: by `title`, `excerpt`, or `{photo}:caption`."),
  photos: z.array(shownPhoto),
});

/** The posts of an issue's window and their photos, with the editors' words over those of their source. */
export const postsApi = (deps: PostsApiDeps): ApiRoute[] => [
  apiRoute({
    method: "get",
    path,
    role: "viewer",
    summary: "The posts of an issue’s window with the words that stand; why each is in or out, the issue says.",
    answer: z.object({ posts: z.array(listedPost) }),
    handle: async ({ params, editor }) => {
      const desk = await readDesk(deps, { ...params, editorId: editor.id });
      const [fresh, waiting] = [newPosts(desk), waitingPosts(desk)].map((posts) => new Set(posts));
      return {
        posts: [...desk.posts.values()].map((post) => ({
          ...post,
          photos: post.photos.length,
          isNew: fresh?.has(post) ?? false,
          waits: waiting?.has(post) ?? false,
        })),
      };
    },
  }),
  apiRoute({
    method: "get",
    path: `${path}/:postId`,
    role: "viewer",
    summary: "A post of an issue’s window with its photos: what an editor may change of them, as it stands.",
    answer: shownPost,
    handle: async ({ params: { postId, ...name }, editor }) => {
      const desk = await readDesk(deps, { ...name, editorId: editor.id });
      const post = desk.posts.get(postId);
      if (!post) throw new NotFound("there is no such post among this week’s");
      return postOf(deps, desk, post);
    },
  }),
];

const postOf = (deps: PostsApiDeps, desk: Desk, post: Post): z.input<typeof shownPost> => ({
  ...post,
  sensitive: post.sensitive ?? false,
  sourceSays: post.sourceSays ?? {},
  photos: post.photos.map((photo) => photoOf(deps, desk, photo)),
});

const photoOf = ({ fileUrl }: PostsApiDeps, { newsletter, now }: Desk, photo: Photo): z.input<typeof shownPhoto> => ({
  ...photo,
  rights: rightsOf(photo, newsletter, now),
  sensitive: photo.sensitive ?? false,
  url: isReady(photo) ? fileUrl(largeFile(photo)) : undefined,
});
