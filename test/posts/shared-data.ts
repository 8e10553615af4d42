import { existsSync, readFileSync } from "node:fs";
import { type ParsedFeed, parseFeed } from "../../functions/posts/parse-feed.ts";

const folder = new URL("../../../shared/data/", import.meta.url);

/** The real feeds and posts are not part of the project: tests that read them are skipped where they are absent. */
export const hasSharedData = existsSync(folder);

export const sharedText = (path: string): string => readFileSync(new URL(path, folder), "utf8");

export const now = "2020-01-01T00:00:00.000Z";

export const readShared = (name: string): ParsedFeed =>
  parseFeed({
    bytes: readFileSync(new URL(`feeds/${name}`, folder)),
    url: "https://feeds.example/feed.xml",
    newsletterId: "sample",
    now,
  });
