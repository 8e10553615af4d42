import type { Context } from "hono";
import type { ConsoleEnv } from "./env.ts";

/** Answers with lines as they come, as a file of that name. */
export const csvAnswer = (
  context: Context<ConsoleEnv>,
  lines: AsyncGenerator<string, void, undefined>,
  name: string,
  type = "text/csv",
): Response => {
  const bytes = (async function* () {
    const encoder = new TextEncoder();
    for await (const line of lines) yield encoder.encode(`${line}\n`);
  })();
  return context.body(ReadableStream.from(bytes) as ReadableStream<Uint8Array>, 200, {
    "content-type": `${type}; charset=utf-8`,
    "content-disposition": `attachment; filename="${name}"`,
  });
};
