import { Hono } from "hono";
import type { Files } from "../core/files.ts";
import { neutralPicture, sizeOfJpeg } from "./neutral-picture.ts";
import { takedownKey } from "./take-down-photo.ts";

/**
 * The photos that mails and pages show, at their keys. Only sizes and crops: the kept originals are nobody's but ours.
 * A key names its bytes for ever, but not longer than ten minutes without asking: a takedown has to hold. What was
 * taken down is a plain picture of the same size.
 */
export const photoRoutes = ({ files }: { files: Pick<Files, "get"> }): Hono => {
  const routes = new Hono();
  routes.get("/photos/:rest{[\\w/-]+\\.jpg}", async (context) => {
    const key = context.req.path.slice(1);
    const file = isShown(key) ? await files.get(key) : undefined;
    if (!file) return context.text("There is no such photo.", 404);
    const size = (await isTakenDown(files, key)) ? (sizeOfJpeg(file.bytes) ?? { width: 1, height: 1 }) : undefined;
    return context.body(size ? neutralPicture(size) : file.bytes, 200, {
      "content-type": size ? "image/png" : file.contentType,
      "content-security-policy": "default-src 'none'",
      "cache-control": "public, max-age=600",
      "x-content-type-options": "nosniff",
    });
  });
  return routes;
};

const isTakenDown = async (files: Pick<Files, "get">, key: string): Promise<boolean> => {
  const [, photoId = ""] = key.split("/");
  return ((await files.get(takedownKey(photoId)))?.bytes.length ?? 0) > 0;
};

const isShown = (key: string): boolean => !key.endsWith("/original.jpg");
