import { open } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { GuardedFetch } from "../core/guarded-fetch.ts";
import { feedBytesMax } from "./guard-markup.ts";
import type { SourceBytes } from "./import-posts.ts";
import { parsePage } from "./parse-page.ts";
import { fetchFailures, whyNotFetched } from "./why-not-fetched.ts";

export type SourceRead = ({ ok: true } & SourceBytes) | { ok: false; reason: string };

/** What a server said of a copy that we have. */
export type Validators = { etag?: string | undefined; lastModified?: string | undefined };

export type FeedRead =
  | { ok: true; unchanged: true }
  | ({ ok: true; unchanged: false } & SourceBytes & Validators)
  | { ok: false; reason: string; retryAfterSeconds?: number | undefined };

/**
 * The bytes behind an address or of a file; the address of a site gives the first feed that its page names. Never more
 * than 5 MB are held, also of a file without end.
 */
export const readSource = async (deps: { fetch: GuardedFetch }, where: string): Promise<SourceRead> => {
  if (!/^https?:/i.test(where)) return readFile(where);
  const read = await readFeed(deps, where);
  // Nothing was said of a copy of ours, so nothing can be unchanged.
  return read.ok && read.unchanged ? { ok: false, reason: fetchFailures.connection } : read;
};

/** The feed at an address, or the first that the page there names; not its bytes when the copy that we have stands. */
export const readFeed = async (
  deps: { fetch: GuardedFetch },
  where: string,
  known: Validators = {},
): Promise<FeedRead> => {
  const first = await fetchFeed(deps, where, known);
  if (!first.ok || first.unchanged || !isPage(first.bytes)) return first;
  const [feed] = parsePage(first).feeds;
  return feed ? fetchFeed(deps, feed, {}) : { ok: false, reason: "is a web page that names no feed" };
};

const fetchFeed = async ({ fetch }: { fetch: GuardedFetch }, url: string, known: Validators): Promise<FeedRead> => {
  const fetched = await fetch({ url, kind: "feed", maxBytes: feedBytesMax, ...known });
  if (!fetched.ok)
    return { ok: false, reason: whyNotFetched(fetched, ofFeeds), retryAfterSeconds: fetched.retryAfterSeconds };
  if (fetched.status === 304) return { ok: true, unchanged: true };
  const { bytes, contentType, finalUrl, etag, lastModified } = fetched;
  return { ok: true, unchanged: false, bytes, contentType, url: finalUrl, source: url, etag, lastModified };
};

const isPage = (bytes: Uint8Array): boolean =>
  /^\s*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html)\b/i.test(
    new TextDecoder("latin1").decode(bytes.subarray(0, 2000)),
  );

const readFile = async (path: string): Promise<SourceRead> => {
  const opened = await open(path).catch((error: NodeJS.ErrnoException) => error);
  if (opened instanceof Error) return { ok: false, reason: unreadable(opened) };
  try {
    const bytes = Buffer.alloc(feedBytesMax + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = (await opened.read(bytes, length, bytes.length - length)).bytesRead;
    if (length > feedBytesMax) return { ok: false, reason: fetchFailures["too-large"] };
    const url = pathToFileURL(resolve(path)).href;
    return { ok: true, bytes: new Uint8Array(bytes.subarray(0, length)), url, source: basename(path) };
  } catch (error) {
    return { ok: false, reason: unreadable(error as NodeJS.ErrnoException) };
  } finally {
    await opened.close();
  }
};

const ofFeeds = {
  "denied-address": "has an address that is not public, and no other is asked: import the feed as a file",
};

const unreadable = ({ code }: NodeJS.ErrnoException): string =>
  ({ ENOENT: "does not exist", EISDIR: "is a folder", EACCES: "may not be read" })[code ?? ""] ??
  `cannot be read (${code})`;
