import * as z from "zod";
import { instantSchema } from "../core/time.ts";
import type { Claim } from "./claim.ts";
import { packStandings, unpackStandings } from "./standing.ts";

/** A byte per recipient. */
export const standingsSchema = z.instanceof(Uint8Array);

/** A claim as it is stored: a byte per recipient, and a few words for each in doubt. */
const claimItemSchema = z.object({
  standings: standingsSchema,
  doubts: z.array(
    z.object({
      index: z.int(),
      intentAt: instantSchema,
      revision: z.int().positive(),
      ambiguousAt: instantSchema.optional(),
    }),
  ),
  holder: z.string().optional(),
  leaseEndsAt: instantSchema.optional(),
  fence: z.int(),
  version: z.int().positive(),
  writeId: z.string(),
  fruitless: z.int(),
  changed: z.boolean(),
});
export type ClaimItem = z.infer<typeof claimItemSchema>;

export const claimItem = ({ recipients, doubts, lease, ...claim }: Claim): ClaimItem => ({
  ...claim,
  standings: packStandings(recipients),
  doubts: [...doubts].map(([index, doubt]) => ({ index, ...doubt })),
  ...(lease && { holder: lease.holder, leaseEndsAt: lease.endsAt }),
});

/** Throws for an item that is no claim. */
export const claimOfItem = (item: unknown): Claim => {
  const { standings, doubts, holder, leaseEndsAt, ...claim } = claimItemSchema.parse(item);
  return {
    ...claim,
    recipients: unpackStandings(standings),
    doubts: new Map(doubts.map(({ index, ...doubt }) => [index, doubt])),
    lease: holder !== undefined && leaseEndsAt !== undefined ? { holder, endsAt: leaseEndsAt } : undefined,
  };
};
