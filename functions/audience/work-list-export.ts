import { leastPartBytes, type PartedFiles } from "../core/parted-files.ts";
import { type ExportDeps, everybody, exportWriter } from "./export-subscribers.ts";
import { type ExportHint, exportKey, exportType, type ListExport } from "./list-export.ts";
import type { ListExportStore } from "./list-export-store.ts";

export type WorkListExportDeps = ExportDeps & {
  exports: Pick<ListExportStore, "get" | "save">;
  parted: PartedFiles;
  /** Whether there is no more time for another part. */
  isEnough: () => boolean;
  partBytes?: number;
};

/** Some 40,000 people. Twice as much is in memory while a part is put. */
const defaultPartBytes = leastPartBytes + 3 * 1024 * 1024;

/**
 * Writes a list into its file, part by part, as far as there is time for; whoever goes on begins after the last part that
 * was written down. Of two who write at the same time one loses and stops. What the store or the files throw is thrown,
 * and the same call goes on.
 */
export const workListExport = async (
  deps: WorkListExportDeps,
  { newsletterId, exportId }: ExportHint,
): Promise<{ changed: boolean; ended: boolean }> => {
  let kept = await deps.exports.get(newsletterId, exportId);
  let changed = false;
  while (kept?.order.step === "writing") {
    const next = await writePart(deps, kept.order);
    if (!(await deps.exports.save({ ...kept, order: next }))) return { changed: true, ended: true };
    kept = { order: next, version: kept.version + 1 };
    changed = true;
    if (next.step === "writing" && deps.isEnough()) return { changed, ended: false };
  }
  return { changed, ended: true };
};

/** The order with one part more, or with all of it; begun anew where the parts are not to be had any more. */
const writePart = async (deps: WorkListExportDeps, order: ListExport): Promise<ListExport> => {
  const { parted, partBytes = defaultPartBytes } = deps;
  const key = exportKey(order);
  const upload = order.upload ?? (await parted.begin(key, exportType(order)));
  const { bytes, rows, after, isLast } = await nextPart(deps, order, partBytes);
  const parts = [...order.parts];
  if (bytes.length > 0 || parts.length === 0)
    parts.push(await parted.putPart(key, upload, { number: parts.length + 1, bytes }));
  const more = { upload, parts, after, rows: order.rows + rows, bytes: order.bytes + bytes.length };
  if (!isLast) return { ...order, ...more };
  if (await parted.finish(key, upload, parts)) return { ...order, ...more, step: "done" };
  return { ...order, rows: 0, bytes: 0, parts: [], upload: undefined, after: undefined };
};

type Part = { bytes: Buffer; rows: number; after?: string | undefined; isLast: boolean };

/** Whole rows, until they are long enough. */
const nextPart = async (deps: ExportDeps, order: ListExport, partBytes: number): Promise<Part> => {
  const writer = exportWriter(order);
  const pieces: Buffer[] = [];
  let length = 0;
  let rows = 0;
  let { after } = order;
  const add = (lines: readonly string[]) => {
    const piece = Buffer.from(lines.map((line) => `${line}\n`).join(""));
    pieces.push(piece);
    length += piece.length;
  };
  if (order.parts.length === 0) add(writer.begin);
  for await (const some of everybody(deps, { newsletterId: order.newsletterId, after })) {
    add(writer.rows(some, order.rows + rows === 0));
    rows += some.length;
    after = some.at(-1)?.id;
    if (length >= partBytes) return { bytes: Buffer.concat(pieces), rows, after, isLast: false };
  }
  add(writer.end(order.rows + rows === 0));
  return { bytes: Buffer.concat(pieces), rows, isLast: true };
};
