import { SQSClient } from "@aws-sdk/client-sqs";
import { authorizePosts } from "../console/authorize-posts.ts";
import { keyStore } from "../console/key-store.ts";
import type { Files } from "../core/files.ts";
import { guardedFetch } from "../core/guarded-fetch.ts";
import { sqsQueue } from "../core/sqs-queue.ts";
import { systemClock } from "../core/time.ts";
import { readWiring, wiring } from "../environment.ts";
import { completePost } from "../posts/complete-post.ts";
import { fetchPhotos } from "../posts/fetch-photos.ts";
import type { PhotosMessage } from "../posts/photos-message.ts";
import { postStore } from "../posts/store.ts";
import { bucketFiles, type Environment, originOf, tablesOf } from "./granted.ts";

/** What takes in posts that a publication tells us itself; their photos are left to `photos`. */
export const intakeParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.intake, environment);
  const table = tablesOf(told);
  const photosToFetch = sqsQueue<PhotosMessage>({ sqs: new SQSClient({}), url: told.TEARSHEET_QUEUE_PHOTOS });
  const fixed = {
    posts: postStore(table("TEARSHEET_TABLE_POSTS")),
    clock: systemClock,
    leavePhotos: (post: PhotosMessage) => photosToFetch.put([post]),
  };
  const keys = keyStore(table("TEARSHEET_TABLE_CONSOLE"));
  const authorize = (request: Request) => authorizePosts({ keys, wallClock: systemClock }, request);
  const origin = originOf(told.TEARSHEET_SECRET_ORIGIN);
  return async () => ({ ...fixed, authorize, originSecret: await origin() });
};

/** What fetches the photos of a post. */
export const photosParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.photos, environment);
  const fetch = guardedFetch({ plainHttp: ["feed"] });
  const files = bucketFiles(environment, told.TEARSHEET_BUCKET_PHOTOS);
  return {
    posts: postStore(tablesOf(told)("TEARSHEET_TABLE_POSTS")),
    completePost: (said: Parameters<typeof completePost>[1]["said"], newsletterId: string) =>
      completePost({ fetch }, { said, newsletterId }),
    fetchPhotos: (photos: Parameters<typeof fetchPhotos>[1]) => fetchPhotos({ fetch, files }, photos),
  };
};

/** What makes crops: the photos, and nothing else. */
export const cropsParts = (environment: Environment = process.env): { files: Files } => {
  const told = readWiring(wiring.crops, environment);
  return { files: bucketFiles(environment, told.TEARSHEET_BUCKET_PHOTOS) };
};
