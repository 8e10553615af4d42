import type { Context } from "hono";
import type { ConsoleEnv } from "./env.ts";
import { fileAnswer } from "./file-answer.ts";

/** Answers with lines as they come, as a file of that name. */
export const csvAnswer = (
  context: Context<ConsoleEnv>,
  lines: AsyncGenerator<string, void, undefined>,
  name: string,
): Response => {
  const bytes = (async function* () {
    const encoder = new TextEncoder();
    for await (const line of lines) yield encoder.encode(`${line}\n`);
  })();
  return fileAnswer(context, bytes, { name, type: "text/csv; charset=utf-8" });
};
