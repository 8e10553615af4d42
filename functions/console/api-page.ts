import { Hono } from "hono";
import { html } from "hono/html";
import * as z from "zod";
import type { ApiRoute } from "./api-route.ts";
import { showPage } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { needs } from "./guard.ts";
import { documentPath, openApi } from "./open-api.ts";
import { consolePath } from "./sign-in-paths.ts";

const documentAt = "/api/openapi.json";

/** The document of the API, and a page to read it on that asks nobody else for anything. */
export const apiPages = (routes: readonly ApiRoute[], { publicUrl }: { publicUrl: string }): Hono<ConsoleEnv> => {
  const pages = new Hono<ConsoleEnv>();
  const document = openApi(routes, `${publicUrl}/api`);
  pages.get(documentAt, needs("viewer"), (context) => context.json(document));
  pages.get(`${consolePath}/api`, needs("viewer"), (context) => {
    const body = html`<p>What these pages do, a program may do with a key. The whole as a document:
<a href="${documentAt}">OpenAPI 3.1</a>. Every call stands below <code>${publicUrl}/api</code>.
A publication tells us its posts at <code>PUT ${publicUrl}/posts/{guid}</code>, with a key of the scope posts.</p>
${[...Map.groupBy(routes, groupOf)].map(([name, calls]) => html`<h2>${name}</h2>${calls.map(section)}`)}`;
    return showPage(context, { title: "API", body });
  });
  return pages;
};

/** What a call is about, by its path. */
const groupOf = ({ path }: ApiRoute): string => {
  const words = path
    .replace(/^\/newsletters\/:newsletterId/, "")
    .split("/")
    .filter((part) => part && !part.startsWith(":"));
  const [about = "newsletters", below] = words;
  const name = below === "run" ? "the run of an issue" : about === "posts" ? "takedown" : about.replaceAll("-", " ");
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
};

const section = (route: ApiRoute) => {
  const body = route.method === "get" ? undefined : route.body;
  const isFresh = route.method !== "get" && route.fresh;
  return html`<details><summary><code>${route.method.toUpperCase()} ${documentPath(route.path)}</code> <small>${route.role}</small></summary>
<p>${route.summary}${isFresh ? " It asks for a sign-in of the last five minutes, which no key can give." : ""}</p>
${route.query ? shape("Query", route.query, "input") : ""}
${body ? shape("Body", body, "input") : ""}
${shape("Answer", route.answer, "output")}</details>`;
};

const shape = (name: string, schema: z.ZodType, io: "input" | "output") => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return html`<h3>${name}</h3><pre><code>${JSON.stringify(rest, null, 2)}</code></pre>`;
};
