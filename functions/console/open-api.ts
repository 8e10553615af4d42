import * as z from "zod";
import type { ApiRoute } from "./api-route.ts";

/** A part of an OpenAPI document; JSON, and nothing that we would read again. */
type Json = { [name: string]: unknown };

/** One path of the document, as OpenAPI writes it: `/keys/{keyId}`. */
export const documentPath = (path: string): string => path.replaceAll(/:(\w+)/g, "{$1}");

/**
 * The calls as an OpenAPI 3.1 document, from the schemas that check them. `servers` is where `/api` stands. Every call
 * says in `x-role` who may make it, and in `x-fresh-sign-in` that no API key can.
 */
export const openApi = (routes: readonly ApiRoute[], server: string): Json => {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = documentPath(route.path);
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tearsheet",
      version: "1",
      description:
        "What the pages of the console do, a program may do. An id that a path names is the id in the pages.",
    },
    servers: [{ url: server }],
    security: [{ apiKey: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "A key of the console, for one newsletter." },
        session: {
          type: "apiKey",
          in: "header",
          name: "x-form-token",
          description: "A page of ours, with its session's cookie and the token of its head.",
        },
      },
      schemas: {
        Refusal: {
          type: "object",
          required: ["error"],
          properties: {
            error: { type: "string" },
            problems: { type: "array", items: { type: "string" } },
            reason: { type: "string" },
            theirs: { type: "string", description: "The words that stand." },
            mine: { type: "string", description: "The words that were not saved." },
          },
        },
      },
    },
  };
};

const operation = (route: ApiRoute): Json => {
  const body = route.method === "get" ? undefined : route.body;
  const isFresh = route.method !== "get" && route.fresh === true;
  return {
    operationId: operationId(route),
    summary: route.summary,
    "x-role": route.role,
    ...(isFresh && { "x-fresh-sign-in": true }),
    parameters: [...pathParameters(route.path), ...queryParameters(route.query)],
    ...(body && { requestBody: { required: true, content: json(schemaOf(body, "input")) } }),
    responses: {
      200: { description: "Done.", content: json(schemaOf(route.answer, "output")) },
      ...refusals(body || route.query ? 400 : undefined, 401, 403, /:/.test(route.path) ? 404 : undefined, 409),
    },
  };
};

/** `getNewslettersIssues` for GET /newsletters/:newsletterId/issues: no two calls share one. */
const operationId = ({ method, path }: ApiRoute): string =>
  method +
  path
    .split(/[/-]/)
    .filter(Boolean)
    .map((part) => (part.startsWith(":") ? `By${capital(part.slice(1))}` : capital(part)))
    .join("");

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: "path", required: true, schema: { type: "string" } }));

const queryParameters = (query: z.ZodType | undefined): Json[] => {
  const { properties = {}, required = [] } = query ? schemaOf(query, "input") : {};
  return Object.entries(properties as Json).map(([name, schema]) => ({
    name,
    in: "query",
    required: (required as string[]).includes(name),
    schema,
  }));
};

const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12", io, unrepresentable: "any" });
  return rest as Json;
};

const json = (schema: Json): Json => ({ "application/json": { schema } });

const refusalWords = {
  400: "A field is wrong; every problem is named.",
  401: "Nobody is known by this key or cookie.",
  403: "The role is another, the sign-in is not fresh, or the request is not from a page of ours.",
  404: "There is no such thing.",
  409: "It has changed since it was read: read it again, then decide again.",
} as const;

const refusals = (...statuses: readonly (keyof typeof refusalWords | undefined)[]): Json =>
  Object.fromEntries(
    statuses
      .filter((status) => status !== undefined)
      .map((status) => [
        status,
        { description: refusalWords[status], content: json({ $ref: "#/components/schemas/Refusal" }) },
      ]),
  );
