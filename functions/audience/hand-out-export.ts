import type { Clock } from "../core/time.ts";
import { type ExportHint, isToBeHad, type ListExport } from "./list-export.ts";
import type { ListExportStore } from "./list-export-store.ts";

/** A signed address at which the file is for a few minutes, or its bytes, where nobody but us can answer. */
export type Handed = { url: string } | { bytes: AsyncIterable<Uint8Array> };

export type HandOutDeps = {
  exports: Pick<ListExportStore, "get">;
  handOut: (order: ListExport) => Promise<Handed>;
  clock: Clock;
};

export type HandedOut =
  | { ok: true; order: ListExport; handed: Handed }
  | { ok: false; reason: "none" | "writing" | "gone" };

/** Hands out a list that is written, for a day after it was asked for. */
export const handOutExport = async (
  { exports, handOut, clock }: HandOutDeps,
  { newsletterId, exportId }: ExportHint,
): Promise<HandedOut> => {
  const kept = await exports.get(newsletterId, exportId);
  if (!kept) return { ok: false, reason: "none" };
  const { order } = kept;
  if (order.step === "writing") return { ok: false, reason: "writing" };
  if (!isToBeHad(order, clock())) return { ok: false, reason: "gone" };
  return { ok: true, order, handed: await handOut(order) };
};
