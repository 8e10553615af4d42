import type { NewsletterStore } from "../core/newsletter-store.ts";
import { type ImportListDeps, importList } from "./import-list.ts";
import { summaryLine } from "./import-summary.ts";
import { listUploadOf, type Portion } from "./list-upload.ts";
import type { OpenLists } from "./open-lists.ts";

export type ImportPortionDeps = ImportListDeps & {
  newsletters: Pick<NewsletterStore, "get">;
  /** The lists of an upload, read from where they lie; nothing when it is not there. */
  openUpload: (key: string) => Promise<OpenLists | undefined>;
  deleteUpload: (key: string) => Promise<void>;
  /** Asks for the next portion. */
  goOn: (next: Portion) => Promise<void>;
  /** Whether there is no more time for more rows. */
  isEnough: () => boolean;
};

export type PortionTaken =
  | { ok: true; ended: boolean; done: number; summary: string; remarks: readonly string[] }
  /** `no-list`: it lies under no such name; `gone`: it was taken in before, or taken away. */
  | { ok: false; reason: "no-list" | "no-newsletter" | "gone" };

/**
 * Takes in as much of an uploaded list as there is time for, and asks for the rest; when all is taken in, the list is
 * deleted. A portion that comes twice changes nothing the second time, and nobody is taken in for a newsletter that does
 * not exist.
 */
export const importPortion = async (deps: ImportPortionDeps, { key, after }: Portion): Promise<PortionTaken> => {
  const upload = listUploadOf(key);
  if (!upload) return { ok: false, reason: "no-list" };
  const { newsletterId, state } = upload;
  if (!(await deps.newsletters.get(newsletterId))) return { ok: false, reason: "no-newsletter" };
  const lists = await deps.openUpload(key);
  if (!lists) return { ok: false, reason: "gone" };
  const { files, close } = lists;
  try {
    const imported = await importList(deps, { newsletterId, state, files, after, isEnough: deps.isEnough });
    const { done, ended, remarks } = imported;
    if (ended) await deps.deleteUpload(key);
    else await deps.goOn({ key, after: done });
    return { ok: true, ended, done, summary: summaryLine(imported), remarks };
  } finally {
    await close();
  }
};
