import * as z from "zod";
import { instantSchema } from "../core/time.ts";
import type { Claim } from "./claim.ts";

/** What SES said to one batch: the message ids of those it accepted, by their place in the chunk. */
export const resultSchema = z.object({
  intentAt: instantSchema,
  revision: z.int().positive(),
  messageIds: z.record(z.string(), z.string()),
});
export type BatchResult = z.infer<typeof resultSchema>;

/** A claim as it was stored with the intent of a batch. */
export type IntentClaim = Pick<Claim, "fence" | "version">;

/** Names the result of a batch among those of its chunk: no other batch has an intent of that fence and version. */
export const resultName = ({ fence, version }: IntentClaim): string => `${fence}#${version}`;

/** The message id of everybody who is known to have been accepted, by place. */
export const messageIdsOf = (results: readonly BatchResult[]): Map<number, string> =>
  new Map(
    results.flatMap(({ messageIds }) =>
      Object.entries(messageIds).map(([index, id]): [number, string] => [Number(index), id]),
    ),
  );
