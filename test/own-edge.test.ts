import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { encodedPath, originSecretHeader, throughOwnEdge, viewerHeader, withViewer } from "../functions/own-edge.ts";

const served = (secret: string | undefined) => {
  const app = new Hono();
  app.use(throughOwnEdge(secret));
  app.get("/", (context) => context.text("served"));
  return async (headers: Record<string, string> = {}) => (await app.request("/", { headers })).status;
};

describe("behind our own distribution", () => {
  it("only what brings its secret is answered", async () => {
    const ask = served("a".repeat(40));
    expect(await ask({ [originSecretHeader]: "a".repeat(40) })).toBe(200);
    expect([await ask(), await ask({ [originSecretHeader]: "" }), await ask({ [originSecretHeader]: "a" })]).toEqual([
      403, 403, 403,
    ]);
  });

  it("everything is answered where none stands in front", async () => {
    expect(await served(undefined)()).toBe(200);
  });

  it.each([
    ["203.0.113.7:4711", "203.0.113.7"],
    ["2001:db8::7:4711", "2001:db8::7"],
  ])("the viewer is who CloudFront says it is: %s", (said, address) => {
    const headers = withViewer({ "cloudfront-viewer-address": said, [viewerHeader]: "10.0.0.1" }, "198.51.100.1", true);
    expect(headers[viewerHeader]).toBe(address);
  });

  it("nobody but our distribution is believed about the viewer", () => {
    const headers = {
      "cloudfront-viewer-address": "10.0.0.1:1",
      [viewerHeader]: "10.0.0.1",
      "x-forwarded-for": "10.0.0.1",
    };
    expect(withViewer(headers, "198.51.100.1", false)[viewerHeader]).toBe("198.51.100.1");
    expect(withViewer({ [viewerHeader]: "10.0.0.1" }, "198.51.100.1", true)[viewerHeader]).toBeUndefined();
  });
});

describe("the path of an event", () => {
  it.each([
    ["/posts/https://blog.example/?p=7", "/posts/https://blog.example/%3Fp=7"],
    ["/posts/a#b", "/posts/a%23b"],
    ["/posts/100% b", "/posts/100%25 b"],
    ["/posts/already%20encoded", "/posts/already%20encoded"],
    ["/newsletters/weekly/subscribe", "/newsletters/weekly/subscribe"],
  ])("%s keeps all of itself", (path, encoded) => {
    expect(encodedPath(path)).toBe(encoded);
  });
});
