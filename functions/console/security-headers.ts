import { randomBytes } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { ConsoleEnv } from "./env.ts";

/**
 * Sent with every answer of the console: only scripts and styles that carry the answer's nonce count, pictures come
 * from us and from where photographs are served, scripts speak to us and to where lists are put, and nobody may frame us. A page that is shown in a frame of ours sets
 * its own `content-security-policy`, which then stays. The referrer goes to ourselves only: without it a browser would
 * call the origin of our own forms `null`.
 */
export const securityHeaders = (
  fileUrl: (key: string) => string,
  uploadsAt: string | undefined,
): MiddlewareHandler<ConsoleEnv> => {
  const connectTo = uploadsAt ? `'self' ${uploadsAt}` : "'self'";
  const photographs = new URL(fileUrl("x")).origin;
  return async (context, next) => {
    const nonce = randomBytes(16).toString("base64url");
    context.set("nonce", nonce);
    await next();
    const headers = {
      "content-security-policy": `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src 'self' data: ${photographs}; connect-src ${connectTo}; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      "referrer-policy": "same-origin",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": "camera=(), geolocation=(), microphone=()",
    };
    for (const [name, value] of Object.entries(headers))
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
  };
};
