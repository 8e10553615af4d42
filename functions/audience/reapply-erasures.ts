import { type Erasure, erasureSchema, type RightsStore } from "./rights-store.ts";

/**
 * Erases everybody again whom the erasure log names, and whom a restored copy has brought back; `more` is the log as it
 * was printed before the restore. Who has signed up again since stays. Gives how many were erased.
 */
export const reapplyErasures = async (
  { rights }: { rights: Pick<RightsStore, "erasures" | "erase"> & Partial<Pick<RightsStore, "noteErasure">> },
  { newsletterId, more = [] }: { newsletterId: string; more?: readonly Erasure[] },
): Promise<number> => {
  for (const erasure of more) await rights.noteErasure?.(newsletterId, erasureSchema.parse(erasure));
  let erased = 0;
  for await (const erasure of rights.erasures(newsletterId)) if (await rights.erase(newsletterId, erasure)) erased++;
  return erased;
};
