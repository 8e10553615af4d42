import * as z from "zod";

type Json = { [name: string]: unknown };
type Operation = {
  operationId: string;
  parameters: { name: string; in: "path" | "query"; required: boolean }[];
  requestBody?: { content: { "application/json": { schema: Json } } };
  responses: Record<string, { content: { "application/json": { schema: Json } } }>;
};
export type ApiDocument = { servers: { url: string }[]; paths: Record<string, Record<string, Operation>> };

export type Asked = { path?: Record<string, string>; query?: Record<string, string>; body?: unknown };
export type Answered = { status: number; body: Json };

/**
 * A client made of nothing but the document: an operation by its id, its parameters where the document says, its body and
 * its answer held against the document's schemas. `succeeded` are the operations that were answered as described.
 */
export const apiClient = (
  document: ApiDocument,
  headers: () => Record<string, string>,
  ask: (
    url: URL,
    init: { method: string; headers: Record<string, string>; body?: string },
  ) => Promise<Response> = fetch,
) => {
  const operations = new Map(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => [operation.operationId, { path, method, operation }] as const,
      ),
    ),
  );
  const succeeded = new Set<string>();
  const checked = (schema: Json, value: unknown, what: string) => {
    const parsed = z.fromJSONSchema(schema as never).safeParse(value);
    if (!parsed.success) throw new Error(`${what}: ${z.prettifyError(parsed.error)}`);
  };
  return {
    operations: [...operations.keys()],
    succeeded,
    async call(id: string, { path: params = {}, query = {}, body }: Asked = {}): Promise<Answered> {
      const found = operations.get(id);
      if (!found) throw new Error(`the document has no operation ${id}`);
      const { path, method, operation } = found;
      const url = new URL(
        document.servers[0]?.url + path.replaceAll(/\{(\w+)\}/g, (_, name) => params[name] ?? `no ${name}`),
      );
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const schema = operation.requestBody?.content["application/json"].schema;
      if (schema) checked(schema, body, `${id} is asked`);
      const init = { method: method.toUpperCase(), headers: headers(), ...(schema && { body: JSON.stringify(body) }) };
      const answer = await ask(url, init);
      const said = (await answer.json()) as Json;
      const described = operation.responses[answer.status];
      if (!described)
        throw new Error(`${id} answers ${answer.status}, which is not in the document: ${JSON.stringify(said)}`);
      if (answer.status === 200) {
        checked(described.content["application/json"].schema, said, `${id} answers`);
        succeeded.add(id);
      }
      return { status: answer.status, body: said };
    },
  };
};
export type ApiClient = ReturnType<typeof apiClient>;
