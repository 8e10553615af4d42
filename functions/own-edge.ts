import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";

export const originSecretHeader = "x-tearsheet-origin";
/** How the address of whoever asks reaches the routes. It is taken from every request that comes in with it. */
export const viewerHeader = "x-tearsheet-viewer";

/**
 * Answers only what came through our own distribution, which alone knows `secret` and is alone believed about the
 * viewer's address; everything else is refused before anything is read. Without a secret nothing stands in front.
 */
export const throughOwnEdge = (secret: string | undefined): MiddlewareHandler => {
  const expected = secret === undefined ? undefined : sha256(secret);
  return async (context, next) => {
    if (expected && !timingSafeEqual(sha256(context.req.header(originSecretHeader) ?? ""), expected))
      return context.text("This address is not served directly.", 403);
    return next();
  };
};

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * The headers of a request with the viewer's address in one of our own, whatever the request itself said it was: by
 * CloudFront where our distribution stands in front, else as whoever connected.
 */
export const withViewer = (headers: Headers, connected: string, hasDistribution: boolean): Headers => ({
  ...headers,
  // `203.0.113.7:4711` or `2001:db8::7:4711`
  [viewerHeader]: hasDistribution ? headers["cloudfront-viewer-address"]?.replace(/:\d+$/, "") : connected,
});

/** API Gateway decodes the path. What would end it is encoded again: the guid of a post may be `https://…/?p=1`. */
export const encodedPath = (path: string): string => path.replace(/[?#]|%(?![0-9a-f]{2})/gi, encodeURIComponent);

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest();
