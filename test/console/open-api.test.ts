import { describe, expect, it } from "vitest";
import * as z from "zod";
import { apiRoute } from "../../functions/console/api-route.ts";
import { openApi } from "../../functions/console/open-api.ts";

const routes = [
  apiRoute({
    method: "get",
    path: "/newsletters/:newsletterId/issues",
    role: "viewer",
    summary: "The issues.",
    query: z.object({ before: z.string().optional(), most: z.coerce.number().int().max(50) }),
    answer: z.object({ issues: z.array(z.string()) }),
    handle: async () => ({ issues: [] }),
  }),
  apiRoute({
    method: "post",
    path: "/newsletters/:newsletterId/issues/:issueId/send",
    role: "sender",
    fresh: true,
    act: "issue.send",
    summary: "Sends it.",
    body: z.object({ count: z.int(), note: z.string().default("") }),
    answer: z.object({ state: z.enum(["going"]) }),
    handle: async () => ({ state: "going" as const }),
  }),
];

type Operation = { parameters: object[]; requestBody: { content: { "application/json": { schema: object } } } };
const document = openApi(routes, "https://news.example/api") as { paths: Record<string, Record<string, Operation>> };

describe("the document of the API", () => {
  it("says of each call its path, its ids, its query, its role and its answer", () => {
    expect(document).toMatchObject({ openapi: "3.1.0", servers: [{ url: "https://news.example/api" }] });
    const get = document.paths["/newsletters/{newsletterId}/issues"]?.get;
    expect(get).toMatchObject({ operationId: "getNewslettersByNewsletterIdIssues", "x-role": "viewer" });
    expect(get?.parameters).toMatchObject([
      { name: "newsletterId", in: "path", required: true },
      { name: "before", in: "query", required: false },
      { name: "most", in: "query", required: true },
    ]);
  });

  it("says of a change what goes in, with its defaults left out of what is required", () => {
    const post = document.paths["/newsletters/{newsletterId}/issues/{issueId}/send"]?.post;
    expect(post).toMatchObject({ "x-fresh-sign-in": true });
    expect(post?.requestBody.content["application/json"].schema).toMatchObject({ type: "object", required: ["count"] });
  });
});
