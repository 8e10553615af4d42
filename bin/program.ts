import { Conflict, InvalidInput, NotFound, Retryable } from "../functions/core/errors.ts";
import { program } from "./commands.ts";

try {
  await program.parseAsync();
} catch (error) {
  // What a person can do something about is a sentence; a defect keeps its stack.
  const isTold = [InvalidInput, NotFound, Conflict, Retryable].some((kind) => error instanceof kind);
  console.error(isTold ? (error as Error).message.split("; ").join("\n") : error);
  process.exitCode = 1;
}
