import { Conflict, InvalidInput, NotFound, Retryable } from "../functions/core/errors.ts";
import { program } from "./commands.ts";

// Whoever reads our lines may stop reading (`… | head`); what is being done is done all the same.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

try {
  await program.parseAsync();
} catch (error) {
  // What a person can do something about is a sentence; a defect keeps its stack.
  const isTold = [NotFound, Conflict, Retryable].some((kind) => error instanceof kind);
  if (error instanceof InvalidInput) console.error(error.problems.join("\n"));
  else console.error(isTold ? (error as Error).message : error);
  process.exitCode = 1;
}
