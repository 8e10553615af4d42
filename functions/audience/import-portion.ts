import { Retryable } from "../core/errors.ts";
import { type ImportListDeps, importList } from "./import-list.ts";
import { summaryLine } from "./import-summary.ts";
import { listUploadOf, type Portion } from "./list-upload.ts";
import type { OpenLists } from "./open-lists.ts";

export type ImportPortionDeps = ImportListDeps & {
  /** The lists of an upload, read from where they lie; nothing when it is not there. */
  openUpload: (key: string) => Promise<OpenLists | undefined>;
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
 * twice changes nothing the second time. Throws `Retryable` where the list is not there: somebody has said that it is.
 */
export const importPortion = async (deps: ImportPortionDeps, { key, after }: Portion): Promise<PortionTaken> => {
  const upload = listUploadOf(key);
  if (!upload) return { ok: false, reason: "no-list" };
  const { newsletterId, state } = upload;
  const lists = await deps.openUpload(key);
  if (!lists) throw new Retryable("the list is not there");
  const { files, close } = lists;
  try {
    const imported = await importList(deps, { newsletterId, state, files, after, isEnough: deps.isEnough });
    const { done, ended, remarks } = imported;
    if (!ended) await deps.goOn({ key, after: done });
    return { ok: true, ended, done, summary: summaryLine(imported), remarks };
  } finally {
    await close();
  }
};
