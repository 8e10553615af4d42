import type { Context } from "hono";
import type { ConsoleEnv } from "./env.ts";

/** Answers with bytes as they come, as a file of that name. */
export const fileAnswer = (
  context: Context<ConsoleEnv>,
  bytes: AsyncIterable<Uint8Array>,
  { name, type }: { name: string; type: string },
): Response =>
  context.body(ReadableStream.from(bytes) as ReadableStream<Uint8Array>, 200, {
    "content-type": type,
    "content-disposition": `attachment; filename="${name}"`,
  });
