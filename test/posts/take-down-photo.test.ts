import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { neutralPicture, sizeOfJpeg } from "../../functions/posts/neutral-picture.ts";
import { photoRoutes } from "../../functions/posts/photo-routes.ts";
import { asEdited } from "../../functions/posts/post.ts";
import { putPhotoBack } from "../../functions/posts/put-photo-back.ts";
import { rightsOf } from "../../functions/posts/rights.ts";
import { postStore } from "../../functions/posts/store.ts";
import { postsTable } from "../../functions/posts/table.ts";
import { takeDownPhoto } from "../../functions/posts/take-down-photo.ts";
import { aNewsletter, aPostOf, aShot } from "../support/digest-week.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { openStore } from "../support/store.ts";

const now = "2026-10-22T08:00:00.000Z";
const post = aPostOf("rome", { photos: [aShot("one", 0), aShot("two", 1)] });
const name = { newsletterId: post.newsletterId, postId: post.id, photoId: "one" };
let engine: Awaited<ReturnType<typeof openStore>>;
beforeAll(async () => {
  engine = await openStore(postsTable);
  await postStore(engine.table(postsTable)).put(post, undefined);
});
afterAll(() => engine.close());

const parts = async () => {
  const files = memoryFiles();
  const jpeg = (width: number, progressive: boolean) =>
    sharp({ create: { width, height: 401, channels: 3, background: "red" } })
      .jpeg({ progressive })
      .toBuffer();
  for (const id of ["one", "two"]) {
    await files.put(`photos/${id}/a/600.jpg`, await jpeg(600, true), "image/jpeg");
    await files.put(`photos/${id}/a/0-0-9-9-33-q70.jpg`, await jpeg(33, false), "image/jpeg");
  }
  return { files, posts: postStore(engine.table(postsTable)) };
};

it("shows a plain picture of the same size at every address of the photo, and of no other", async () => {
  const deps = await parts();
  const routes = photoRoutes(deps);
  expect(await takeDownPhoto(deps, { ...name, now })).toEqual({ ok: true });
  expect(await takeDownPhoto(deps, { ...name, now })).toEqual({ ok: true });
  for (const [key, width] of [
    ["photos/one/a/600.jpg", 600],
    ["photos/one/a/0-0-9-9-33-q70.jpg", 33],
  ] as const) {
    const answer = await routes.request(`/${key}`);
    expect(answer.headers.get("cache-control")).toContain("max-age=600");
    const shown = sharp(await answer.arrayBuffer());
    expect(await shown.metadata()).toMatchObject({ format: "png", width, height: 401 });
    expect((await shown.stats()).channels.map(({ min, max }) => [min, max])).toEqual([
      [154, 154],
      [158, 158],
      [164, 164],
    ]);
  }
  expect((await routes.request("/photos/two/a/600.jpg")).headers.get("content-type")).toBe("image/jpeg");
  expect((await routes.request("/photos/one/taken-down")).status).toBe(404);
});

it("has no rights whoever says what, until it is put back", async () => {
  const deps = await parts();
  const rights = async () => {
    const photo = asEdited((await deps.posts.get(post.newsletterId, post.id))?.post ?? post).photos[0];
    return photo && rightsOf({ ...photo, rights: "mail+archive" }, aNewsletter(), now);
  };
  await takeDownPhoto(deps, { ...name, now });
  expect(await rights()).toBe("none");
  expect(await putPhotoBack(deps, name)).toEqual({ ok: true });
  expect(await rights()).toBe("mail+archive");
  expect((await photoRoutes(deps).request("/photos/one/a/600.jpg")).headers.get("content-type")).toBe("image/jpeg");
});

it("refuses a photo and a post that are not there", async () => {
  const deps = await parts();
  expect(await takeDownPhoto(deps, { ...name, photoId: "none", now })).toMatchObject({ reason: "unknown-photo" });
  expect(await takeDownPhoto(deps, { ...name, postId: "none", now })).toMatchObject({ reason: "unknown-post" });
  expect(await deps.files.has("photos/none/taken-down")).toBe(false);
});

it("is small, and finds the size of no JPEG in other bytes", () => {
  expect(neutralPicture({ width: 1200, height: 1500 }).length).toBeLessThan(1000);
  expect(sizeOfJpeg(neutralPicture({ width: 3, height: 3 }))).toBeUndefined();
  expect(sizeOfJpeg(new Uint8Array())).toBeUndefined();
});
