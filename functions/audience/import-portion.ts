import { type ImportListDeps, importList } from "./import-list.ts";
import { summaryLine } from "./import-summary.ts";
import { listUploadOf, type Portion } from "./list-upload.ts";
import type { ListFile } from "./open-lists.ts";

export type ImportPortionDeps = ImportListDeps & {
  /** The lists of an upload, read from where they lie. */
  openUpload: (key: string) => Promise<{ files: ListFile[]; close(): Promise<void> }>;
  /** Where the next portion is put. */
  goOn: (next: Portion) => Promise<void>;
  /** Whether there is no more time for another hundred rows. */
  isEnough: () => boolean;
};

export type PortionTaken =
  | { ok: true; ended: boolean; done: number; summary: string; remarks: readonly string[] }
  | { ok: false; reason: "no-list" };

/**
 * Takes in as much of an uploaded list as there is time for, and has the rest taken in after it. A portion that comes
 * twice changes nothing the second time.
 */
export const importPortion = async (deps: ImportPortionDeps, { key, after }: Portion): Promise<PortionTaken> => {
  const upload = listUploadOf(key);
  if (!upload) return { ok: false, reason: "no-list" };
  const { newsletterId, state } = upload;
  const { files, close } = await deps.openUpload(key);
  try {
    const imported = await importList(deps, { newsletterId, state, files, after, isEnough: deps.isEnough });
    const { done, ended, remarks } = imported;
    if (!ended) await deps.goOn({ key, after: done });
    return { ok: true, ended, done, summary: summaryLine(imported), remarks };
  } finally {
    await close();
  }
};
