import { isIP, type LookupFunction } from "node:net";
import { Agent, type Dispatcher } from "undici";
import { AddressRefused, checkedLookup } from "./checked-lookup.ts";
import { type BodyKind, mayBe, readBody } from "./response-body.ts";
import { retryAfterSeconds } from "./retry-after.ts";

/** What may be fetched: a feed, a page of a site, or a picture; each has its own content types. */
export type FetchKind = BodyKind;

export type FetchSettings = {
  /** Where a site's keeper can read who asks; a part of the user agent. */
  contactUrl?: string;
  /** Exact `host:port` pairs that may be reached whatever their address, and over http: a publication on this machine. */
  allow?: readonly string[];
  /** Kinds that may come over plain http; others are asked for over https. None by default. */
  plainHttp?: readonly FetchKind[];
  /** Until the headers are here, of every hop; 5,000 by default. */
  headersMilliseconds?: number;
  /** For everything, redirects and body included; 10,000 by default. */
  totalMilliseconds?: number;
  /** Of one body, as sent and as decompressed; 10,000,000 by default. */
  maxBytes?: number;
  /** All addresses of a host; the system's resolver by default. */
  resolve?: (host: string) => Promise<readonly string[]>;
};

export type FetchRequest = {
  url: string;
  kind: FetchKind;
  /** What an earlier answer said of itself: an unchanged resource answers 304 with no bytes. */
  etag?: string | undefined;
  lastModified?: string | undefined;
  maxBytes?: number | undefined;
};

export type Fetched =
  | {
      ok: true;
      status: 200 | 304;
      bytes: Uint8Array<ArrayBuffer>;
      /** As the server says, lower case; empty when it says nothing. */
      contentType: string;
      finalUrl: string;
      etag?: string;
      lastModified?: string;
    }
  | FetchFailure;

export type FetchFailure = {
  ok: false;
  reason:
    | "bad-url"
    | "denied-address"
    | "unresolved"
    | "connection"
    | "timeout"
    | "redirects"
    | "status"
    | "content-type"
    | "encoding"
    | "too-large";
  /** Of the server's answer, when there was one. */
  status?: number;
  /** For so long the server asks to be left alone, when it said so with a 429 or a 503. */
  retryAfterSeconds?: number;
};

export type GuardedFetch = (request: FetchRequest) => Promise<Fetched>;

const maxRedirects = 3;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/**
 * The one way from Tearsheet to anything outside, safe to call with an address that anybody wrote: it connects to
 * nothing but public addresses (or an `allow`ed pair), is over within its time, and never holds more than its bytes.
 * A host is resolved once for a connection and all its addresses are checked; the connection goes to what was checked,
 * so an answer that changes (DNS rebinding) changes nothing. Each of at most three redirects is checked again. Hosts
 * written as an address, in whatever notation, are refused. Never throws for what the outside does: the outcome is a
 * value. Connections are kept and used again between calls.
 */
export const guardedFetch = (settings: FetchSettings = {}): GuardedFetch => {
  const allowed = new Set(settings.allow ?? []);
  const headersMilliseconds = settings.headersMilliseconds ?? 5_000;
  const agents = {
    checked: newAgent({ timeout: headersMilliseconds, lookup: checkedLookup(settings.resolve) }),
    allowed: newAgent({ timeout: headersMilliseconds }),
  };
  const userAgent = `Tearsheet/1.0${settings.contactUrl ? ` (+${settings.contactUrl})` : ""}`;

  return async (request) => {
    const maxBytes = request.maxBytes ?? settings.maxBytes ?? 10_000_000;
    const total = AbortSignal.timeout(settings.totalMilliseconds ?? 10_000);
    let address = request.url;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const target = checkUrl(address, allowed, settings.plainHttp?.includes(request.kind) ?? false);
      if (!target.ok) return target;
      const agent = target.allowed ? agents.allowed : agents.checked;
      const answer = await ask(agent, target.url, headersOf(request, userAgent), headersMilliseconds, total);
      if ("ok" in answer) return answer;
      const location = headerOf(answer, "location");
      if (!redirectStatuses.has(answer.statusCode) || location === undefined)
        return receive(request, target.url, answer, maxBytes, total);
      discard(answer);
      const next = URL.parse(location, target.url.href);
      if (!next) return { ok: false, reason: "bad-url", status: answer.statusCode };
      address = next.href;
    }
    return { ok: false, reason: "redirects" };
  };
};

type Target = { ok: true; url: URL; allowed: boolean };

/** What may be asked for at all, before any name is resolved. */
const checkUrl = (address: string, allowed: ReadonlySet<string>, plainHttp: boolean): Target | FetchFailure => {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return { ok: false, reason: "bad-url" };
  url.hash = "";
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  if (allowed.has(`${url.hostname}:${port}`)) return { ok: true, url, allowed: true };
  if (isIP(url.hostname.replace(/^\[|\]$/g, ""))) return { ok: false, reason: "denied-address" };
  if (url.protocol === "http:" && !plainHttp) {
    if (url.port) return { ok: false, reason: "bad-url" };
    url.protocol = "https:";
  }
  return { ok: true, url, allowed: false };
};

/** One request, until its headers are here; the body is still to be read. */
const ask = async (
  agent: Agent,
  url: URL,
  headers: Record<string, string>,
  headersMilliseconds: number,
  total: AbortSignal,
): Promise<Dispatcher.ResponseData | FetchFailure> => {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), headersMilliseconds);
  const signal = AbortSignal.any([late.signal, total]);
  const path = `${url.pathname}${url.search}`;
  try {
    // A request that still waits for its connection does not hear the signal, so somebody else has to.
    return await Promise.race([
      agent.request({ origin: url.origin, path, method: "GET", headers, signal }),
      end(signal),
    ]);
  } catch (error) {
    if (late.signal.aborted || total.aborted) return { ok: false, reason: "timeout" };
    return { ok: false, reason: error instanceof AddressRefused ? error.reason : "connection" };
  } finally {
    clearTimeout(timer);
  }
};

/** Never resolves; rejects when the signal comes. */
const end = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });

/** The final answer: its status, its kind, then its bytes. */
const receive = async (
  request: FetchRequest,
  url: URL,
  answer: Dispatcher.ResponseData,
  maxBytes: number,
  total: AbortSignal,
): Promise<Fetched> => {
  const status = answer.statusCode;
  const contentType = (headerOf(answer, "content-type") ?? "").toLowerCase();
  const fail = (reason: FetchFailure["reason"]): FetchFailure => {
    discard(answer);
    return { ok: false, reason, status };
  };
  const unchanged = status === 304 && (request.etag !== undefined || request.lastModified !== undefined);
  if (!unchanged && status !== 200) return { ...fail("status"), ...patience(answer) };
  if (!unchanged && !mayBe(request.kind, contentType)) return fail("content-type");
  const length = Number(headerOf(answer, "content-length") ?? 0);
  if (!unchanged && length > maxBytes) return fail("too-large");
  const body = unchanged
    ? { ok: true as const, bytes: new Uint8Array() }
    : await readBody(answer.body, headerOf(answer, "content-encoding"), maxBytes, total);
  if (!body.ok) return fail(body.reason);
  if (unchanged) discard(answer);
  const etag = headerOf(answer, "etag");
  const lastModified = headerOf(answer, "last-modified");
  return {
    ok: true,
    status: unchanged ? 304 : 200,
    bytes: body.bytes,
    contentType,
    finalUrl: url.href,
    ...(etag && { etag }),
    ...(lastModified && { lastModified }),
  };
};

const patience = (answer: Dispatcher.ResponseData): Pick<FetchFailure, "retryAfterSeconds"> => {
  if (answer.statusCode !== 429 && answer.statusCode !== 503) return {};
  const seconds = retryAfterSeconds(headerOf(answer, "retry-after"), headerOf(answer, "date"));
  return seconds === undefined ? {} : { retryAfterSeconds: seconds };
};

const accepts: Record<FetchKind, string> = {
  feed: "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
  page: "text/html, application/xhtml+xml;q=0.9",
  picture: "image/avif;q=0.5, image/webp;q=0.5, image/jpeg, image/png, image/gif;q=0.5",
};

const headersOf = (request: FetchRequest, userAgent: string): Record<string, string> => ({
  "user-agent": userAgent,
  accept: accepts[request.kind],
  "accept-encoding": request.kind === "picture" ? "identity" : "gzip, br",
  ...(isHeaderText(request.etag) && { "if-none-match": request.etag }),
  ...(isHeaderText(request.lastModified) && { "if-modified-since": request.lastModified }),
});

const isHeaderText = (value: string | undefined): value is string =>
  value !== undefined && /^[\x20-\x7e]{1,1000}$/.test(value);

const headerOf = (answer: Dispatcher.ResponseData, name: string): string | undefined => {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** Ends the connection of an answer whose body nobody wants; what it still says on the way is of no interest. */
const discard = (answer: Dispatcher.ResponseData): void => {
  answer.body.on("error", () => {}).destroy();
};

/** At most six connections to one origin, as a browser would; idle ones do not keep the process alive. */
const newAgent = (connect: { timeout: number; lookup?: LookupFunction }): Agent =>
  new Agent({ connections: 6, allowH2: false, connect });
