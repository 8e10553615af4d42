import { Agent } from "undici";
import { checkedLookup } from "./checked-lookup.ts";
import { readBody } from "./response-body.ts";

export type PostFormSettings = {
  /** For everything, body included; 5,000 by default. */
  totalMilliseconds?: number;
  /** All addresses of a host; the system's resolver by default. */
  resolve?: (host: string) => Promise<readonly string[]>;
};

const maxBytes = 64 * 1024;

/**
 * Posts a form to a service that the operator named, by https and to public addresses alone, and gives its JSON;
 * `undefined` for whatever else happens. Follows no redirect, and never throws for what the outside does.
 */
export const postForm = (settings: PostFormSettings = {}) => {
  const agent = new Agent({ connect: { lookup: checkedLookup(settings.resolve), timeout: 5_000 } });
  return async (url: string, form: Readonly<Record<string, string>>): Promise<unknown> => {
    const signal = AbortSignal.timeout(settings.totalMilliseconds ?? 5_000);
    const { protocol, origin, pathname } = new URL(url);
    if (protocol !== "https:") return undefined;
    try {
      const { statusCode, body, headers } = await agent.request({
        origin,
        path: pathname,
        method: "POST",
        signal,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(form).toString(),
      });
      const read = await readBody(body, String(headers["content-encoding"] ?? ""), maxBytes, signal);
      return statusCode === 200 && read.ok ? JSON.parse(Buffer.from(read.bytes).toString()) : undefined;
    } catch {
      return undefined;
    }
  };
};
