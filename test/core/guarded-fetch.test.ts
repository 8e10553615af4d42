import type { RequestListener, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type FetchSettings, guardedFetch } from "../../functions/core/guarded-fetch.ts";
import { aSite } from "../support/site.ts";

const rss: RequestListener = (_, response) => {
  response.setHeader("content-type", "application/rss+xml; charset=utf-8").end("<rss/>");
};

const fetchFrom = (site: { hostPort: string }, settings: FetchSettings = {}) =>
  guardedFetch({ allow: [site.hostPort], ...settings });

/** Writes for as long as anybody reads, and tells how much that was. */
const pour = async (response: ServerResponse, chunk: Uint8Array, until: number): Promise<number> => {
  let sent = 0;
  const chunks = function* () {
    for (; sent < until; sent += chunk.length) yield chunk;
  };
  await pipeline(chunks, response).catch(() => {});
  return sent;
};

describe("the guarded fetch", () => {
  it("gives the bytes, the type, the final address and the validators", async () => {
    await using site = await aSite((request, response) => {
      if (request.url === "/old") return void response.writeHead(301, { location: "/feed#top" }).end();
      response.setHeader("etag", '"1"').setHeader("last-modified", "Sat, 24 Oct 2026 06:00:00 GMT");
      rss(request, response);
    });
    const fetched = await fetchFrom(site)({ url: `${site.url}/old`, kind: "feed" });
    expect(fetched).toEqual({
      ok: true,
      status: 200,
      bytes: Buffer.from("<rss/>"),
      contentType: "application/rss+xml; charset=utf-8",
      finalUrl: `${site.url}/feed`,
      etag: '"1"',
      lastModified: "Sat, 24 Oct 2026 06:00:00 GMT",
    });
  });

  it("says who asks, and sends no cookie, no referrer and no password", async () => {
    let asked: object = {};
    await using site = await aSite((request, response) => {
      asked = request.headers;
      rss(request, response);
    });
    await fetchFrom(site, { contactUrl: "https://flashbulb.example/about" })({ url: site.url, kind: "feed" });
    expect(asked).toMatchObject({ "user-agent": "Tearsheet/1.0 (+https://flashbulb.example/about)" });
    expect(Object.keys(asked).sort()).toEqual(["accept", "accept-encoding", "connection", "host", "user-agent"]);
    const withPassword = site.url.replace("//", "//user:secret@");
    expect(await fetchFrom(site)({ url: withPassword, kind: "feed" })).toEqual({ ok: false, reason: "bad-url" });
  });

  it("asks whether anything changed, and takes no for an answer only when it asked", async () => {
    await using site = await aSite((request, response) => {
      if (request.url === "/odd") return void response.writeHead(304).end();
      const known = request.headers["if-none-match"] === '"1"' || request.headers["if-modified-since"] === "then";
      known ? response.writeHead(304).end() : rss(request, response);
    });
    const fetch = fetchFrom(site);
    expect(await fetch({ url: site.url, kind: "feed", etag: '"1"' })).toMatchObject({ ok: true, status: 304 });
    expect(await fetch({ url: site.url, kind: "feed", lastModified: "then" })).toMatchObject({ ok: true, status: 304 });
    expect(await fetch({ url: site.url, kind: "feed", etag: '"2"' })).toMatchObject({ ok: true, status: 200 });
    expect(await fetch({ url: site.url, kind: "feed", etag: "a\r\nx: y" })).toMatchObject({ ok: true, status: 200 });
    expect(await fetch({ url: `${site.url}/odd`, kind: "feed" })).toEqual({ ok: false, reason: "status", status: 304 });
  });

  it("decompresses gzip, deflate and brotli, and refuses what it does not know or what is broken", async () => {
    const { brotliCompressSync, deflateSync } = await import("node:zlib");
    const sent: Record<string, [string, Uint8Array]> = {
      "/gzip": ["gzip", gzipSync("<rss/>")],
      "/deflate": ["deflate", deflateSync("<rss/>")],
      "/br": ["br", brotliCompressSync("<rss/>")],
      "/odd": ["rot13", Buffer.from("<rss/>")],
      "/broken": ["gzip", Buffer.from("<rss/>")],
      "/cut": ["gzip", gzipSync("<rss/>").subarray(0, 12)],
    };
    await using site = await aSite((request, response) => {
      const [encoding, bytes] = sent[request.url ?? ""] ?? ["", Buffer.alloc(0)];
      response.writeHead(200, { "content-type": "text/xml", "content-encoding": encoding }).end(bytes);
    });
    const fetch = fetchFrom(site);
    for (const path of ["/gzip", "/deflate", "/br"])
      expect(await fetch({ url: site.url + path, kind: "feed" })).toMatchObject({ bytes: Buffer.from("<rss/>") });
    for (const path of ["/odd", "/broken", "/cut"])
      expect(await fetch({ url: site.url + path, kind: "feed" })).toMatchObject({ ok: false, reason: "encoding" });
  });

  it("names what the server answered when that is no use", async () => {
    await using site = await aSite((request, response) => {
      if (request.url === "/gone") return void response.writeHead(410).end("gone");
      if (request.url === "/cut")
        return void response.writeHead(200, { "content-length": "100" }).write("x", () => response.destroy());
      response.writeHead(200, { "content-type": "Video/MP4" }).end("x");
    });
    const fetch = fetchFrom(site);
    expect(await fetch({ url: `${site.url}/gone`, kind: "feed" })).toEqual({
      ok: false,
      reason: "status",
      status: 410,
    });
    expect(await fetch({ url: `${site.url}/cut`, kind: "feed" })).toMatchObject({ ok: false, reason: "connection" });
    for (const kind of ["feed", "page", "picture"] as const)
      expect(await fetch({ url: site.url, kind })).toEqual({ ok: false, reason: "content-type", status: 200 });
  });

  it("says for how long a server asks to be left alone, when it is too much or in trouble", async () => {
    await using site = await aSite((request, response) => {
      const [, status, said = ""] = (request.url ?? "").split("/");
      const retryAfter = said === "date" ? "Sat, 21 Nov 2026 08:02:00 GMT" : said;
      response.writeHead(Number(status), { date: "Sat, 21 Nov 2026 08:00:00 GMT", "retry-after": retryAfter }).end();
    });
    const seconds = async (path: string) => {
      const fetched = await fetchFrom(site)({ url: site.url + path, kind: "feed" });
      return fetched.ok ? "ok" : fetched.retryAfterSeconds;
    };
    expect(await seconds("/429/30")).toBe(30);
    expect(await seconds("/503/date")).toBe(120);
    expect(await seconds("/503/soon")).toBeUndefined();
    expect(await seconds("/500/30")).toBeUndefined();
  });

  it.each([
    ["picture", "image/svg+xml", false],
    ["picture", "image/heic", false],
    ["picture", "text/html", false],
    ["picture", "image/jpeg", true],
    ["picture", "IMAGE/JPG", true],
    ["picture", "application/octet-stream", true],
    ["page", "application/xhtml+xml", true],
    ["page", "image/jpeg", false],
    ["feed", "application/feed+json", true],
    ["feed", "text/html; charset=utf-8", true],
    ["feed", "application/pdf", false],
  ] as const)("as a %s, %s is taken: %s", async (kind, type, taken) => {
    await using site = await aSite((_, response) => void response.setHeader("content-type", type).end("x"));
    expect((await fetchFrom(site)({ url: site.url, kind })).ok).toBe(taken);
  });
});

describe("what may not be reached", () => {
  const spellings = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "0",
    "0.0.0.0",
    "[::]",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "[fe80::1]",
    "169.254.169.254",
    "10.0.0.1",
    "①②⑦.0.0.1",
    "127。0。0。1",
    "8.8.8.8",
  ];

  it("is refused before anything connects, however this machine is spelled", async () => {
    await using site = await aSite(rss);
    const fetch = guardedFetch({ plainHttp: ["feed"] });
    for (const host of spellings)
      for (const scheme of ["http", "https"])
        expect([host, await fetch({ url: `${scheme}://${host}:${site.port}/`, kind: "feed" })]).toEqual([
          host,
          { ok: false, reason: "denied-address" },
        ]);
    expect(site.connections()).toBe(0);
  });

  it("is refused when a name leads there, also when only one of its addresses does", async () => {
    await using site = await aSite(rss);
    const answers = [["127.0.0.1"], ["::1"], ["169.254.169.254"], ["3ffe::1", "127.0.0.1"], ["::ffff:127.0.0.1"]];
    for (const addresses of answers) {
      const fetch = guardedFetch({ plainHttp: ["feed"], resolve: async () => addresses });
      const url = `http://rebind.example:${site.port}/`;
      expect(await fetch({ url, kind: "feed" })).toEqual({ ok: false, reason: "denied-address" });
    }
    const fetch = guardedFetch({ plainHttp: ["feed"] });
    for (const host of ["localhost", "LOCALHOST."])
      expect(await fetch({ url: `http://${host}:${site.port}/`, kind: "feed" })).toMatchObject({ ok: false });
    expect(site.connections()).toBe(0);
  });

  it("is not reached by a name that changes its mind after it was checked", async () => {
    await using site = await aSite(rss);
    let asked = 0;
    const fetch = guardedFetch({
      plainHttp: ["feed"],
      totalMilliseconds: 300,
      resolve: async () => (asked++ === 0 ? ["3ffe::1"] : ["127.0.0.1"]),
    });
    const url = `http://rebind.example:${site.port}/`;
    expect(await fetch({ url, kind: "feed" })).toMatchObject({ ok: false });
    expect(asked).toBe(1);
    expect(await fetch({ url, kind: "feed" })).toEqual({ ok: false, reason: "denied-address" });
    expect(site.connections()).toBe(0);
  });

  it("is not reached by a redirect, to an address or to a name", async () => {
    await using inside = await aSite(rss);
    let target = "";
    await using outside = await aSite((_, response) => void response.writeHead(302, { location: target }).end());
    const fetch = fetchFrom(outside, { plainHttp: ["feed"], resolve: async () => ["127.0.0.1"] });
    for (const host of ["127.0.0.1", "[::1]", "2130706433", "inside.example"]) {
      target = `http://${host}:${inside.port}/latest/meta-data`;
      expect(await fetch({ url: outside.url, kind: "feed" })).toMatchObject({ ok: false, reason: "denied-address" });
    }
    target = "file:///etc/passwd";
    expect(await fetch({ url: outside.url, kind: "feed" })).toMatchObject({ ok: false, reason: "bad-url" });
    expect(inside.connections()).toBe(0);
  });

  it("is what is not allowed by its exact host and port", async () => {
    await using site = await aSite(rss);
    const fetch = guardedFetch({ allow: [`localhost:${site.port}`, "127.0.0.1:1"], plainHttp: ["feed"] });
    expect(await fetch({ url: site.url, kind: "feed" })).toEqual({ ok: false, reason: "denied-address" });
    expect(site.connections()).toBe(0);
    expect(await fetch({ url: `http://localhost:${site.port}/`, kind: "feed" })).toMatchObject({ ok: true });
  });

  it("is plain http where it was not asked for: the same address is tried over https", async () => {
    await using site = await aSite(rss);
    const fetch = guardedFetch({ plainHttp: ["feed"], resolve: async () => [] });
    expect(await fetch({ url: `http://a.example:${site.port}/a.jpg`, kind: "picture" })).toEqual({
      ok: false,
      reason: "bad-url",
    });
    expect(await fetch({ url: "http://a.example/a.jpg", kind: "picture" })).toEqual({
      ok: false,
      reason: "unresolved",
    });
    expect(site.connections()).toBe(0);
  });

  it.each(["", "feed", "ftp://a.example/", "file:///etc/passwd", "data:text/xml,<rss/>", "http://", "https://a b/"])(
    "is no web address: %j",
    async (url) => {
      expect(await guardedFetch()({ url, kind: "feed" })).toEqual({ ok: false, reason: "bad-url" });
    },
  );
});

describe("the bounds of a fetch", () => {
  it("end a chain after three redirects", async () => {
    await using site = await aSite((request, response) => {
      const left = Number(request.url?.slice(1));
      left > 0 ? response.writeHead(302, { location: `/${left - 1}` }).end() : rss(request, response);
    });
    const fetch = fetchFrom(site);
    expect(await fetch({ url: `${site.url}/3`, kind: "feed" })).toMatchObject({ ok: true, finalUrl: `${site.url}/0` });
    expect(await fetch({ url: `${site.url}/4`, kind: "feed" })).toEqual({ ok: false, reason: "redirects" });
  });

  it("refuse 10 GB at its announcement, and an endless body at the first byte too many", async () => {
    let sent = 0;
    await using site = await aSite(async (request, response) => {
      const announced = request.url === "/announced" ? { "content-length": "10000000000" } : {};
      response.writeHead(200, { "content-type": "text/xml", ...announced });
      sent = await pour(response, Buffer.alloc(65_536, 32), 10e9);
    });
    const before = process.memoryUsage().arrayBuffers;
    const fetch = fetchFrom(site);
    for (const path of ["/announced", "/endless"]) {
      expect(await fetch({ url: site.url + path, kind: "feed" })).toMatchObject({ ok: false, reason: "too-large" });
      await expect.poll(() => sent).toBeGreaterThan(0);
      expect(sent).toBeLessThan(25e6);
      sent = 0;
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60e6);
    const small = await fetch({ url: `${site.url}/endless`, kind: "feed", maxBytes: 100_000 });
    expect(small).toMatchObject({ ok: false, reason: "too-large" });
  });

  it("stop a gzip bomb of 1,000:1 early", async () => {
    const bomb = gzipSync(Buffer.alloc(10e6));
    expect(10e6 / bomb.length).toBeGreaterThan(900);
    let sent = 0;
    await using site = await aSite(async (_, response) => {
      response.writeHead(200, { "content-type": "text/xml", "content-encoding": "gzip" });
      sent = await pour(response, bomb, 100e6);
    });
    const before = process.memoryUsage().arrayBuffers;
    expect(await fetchFrom(site)({ url: site.url, kind: "feed" })).toMatchObject({ ok: false, reason: "too-large" });
    await expect.poll(() => sent).toBeGreaterThan(0);
    // What the sockets between hold is sent, but never read.
    expect(sent).toBeLessThan(25e6);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60e6);
  });

  it("end what drips, what never says a word, and what never gets to its body", async () => {
    await using site = await aSite(async (request, response) => {
      if (request.url === "/silent") return;
      if (request.url === "/again")
        return void setTimeout(() => response.writeHead(302, { location: "/again" }).end(), 60);
      response.writeHead(200, { "content-type": "text/xml" }).flushHeaders();
      if (request.url === "/headers") return;
      const drip = setInterval(() => response.write("<"), 10);
      response.on("close", () => clearInterval(drip));
    });
    const fetch = fetchFrom(site, { headersMilliseconds: 100, totalMilliseconds: 200 });
    for (const path of ["/silent", "/drip", "/headers", "/again"])
      expect([path, await fetch({ url: site.url + path, kind: "feed" })]).toMatchObject([
        path,
        { ok: false, reason: "timeout" },
      ]);
  });

  it("end a name that never resolves, and name one that cannot be reached", async () => {
    const fetch = guardedFetch({ totalMilliseconds: 100, resolve: () => new Promise(() => {}) });
    expect(await fetch({ url: "https://slow.example/", kind: "feed" })).toEqual({ ok: false, reason: "timeout" });
    const gone = await aSite(rss);
    await gone[Symbol.asyncDispose]();
    expect(await fetchFrom(gone)({ url: gone.url, kind: "feed" })).toEqual({ ok: false, reason: "connection" });
  });
});
