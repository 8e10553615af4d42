import { isIP } from "node:net";
import { Agent } from "undici";
import { checkedLookup } from "./checked-lookup.ts";

export type PostJsonSettings = {
  /** For everything, the answer's headers included; 10,000 by default. */
  totalMilliseconds?: number;
  /** Exact `host:port` pairs that may be reached whatever their address, and over http. */
  allow?: readonly string[];
  /** All addresses of a host; the system's resolver by default. */
  resolve?: (host: string) => Promise<readonly string[]>;
};

/** The status that was answered, or why nothing was. */
export type Posted = { ok: true; status: number } | { ok: false; reason: "bad-url" | "connection" };

export type PostJson = (input: { url: string; body: string; headers: Record<string, string> }) => Promise<Posted>;

/**
 * Posts JSON to an address that somebody of ours wrote, by https and to public addresses alone. Follows no redirect,
 * reads nothing of the answer but its status, and never throws for what the outside does.
 */
export const postJson = (settings: PostJsonSettings = {}): PostJson => {
  const timeout = 5_000;
  const checked = new Agent({ connect: { lookup: checkedLookup(settings.resolve), timeout }, headersTimeout: timeout });
  const allowed = new Agent({ connect: { timeout }, headersTimeout: timeout });
  return async ({ url, body, headers }) => {
    const target = URL.parse(url);
    if (!target || target.username || target.password) return { ok: false, reason: "bad-url" };
    const port = target.port || (target.protocol === "https:" ? "443" : "80");
    const isAllowed = settings.allow?.includes(`${target.hostname}:${port}`) ?? false;
    // An address is connected to without a lookup, so nothing would check it.
    if (!isAllowed && (target.protocol !== "https:" || isIP(target.hostname.replace(/^\[|\]$/g, ""))))
      return { ok: false, reason: "bad-url" };
    try {
      const answer = await (isAllowed ? allowed : checked).request({
        origin: target.origin,
        path: target.pathname + target.search,
        method: "POST",
        body,
        headers: { "content-type": "application/json", "user-agent": "Tearsheet/1.0", ...headers },
        signal: AbortSignal.timeout(settings.totalMilliseconds ?? 10_000),
      });
      answer.body.destroy().on("error", () => undefined);
      return { ok: true, status: answer.statusCode };
    } catch {
      return { ok: false, reason: "connection" };
    }
  };
};
