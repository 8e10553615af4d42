import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenLists, openLists } from "./open-lists.ts";

/** The lists of what was uploaded under a plain name: `put` writes it to the path, in a folder of its own until `close`. */
export const openUpload = async (name: string, put: (path: string) => Promise<void>): Promise<OpenLists> => {
  const folder = await mkdtemp(join(tmpdir(), "list-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, name);
    await put(path);
    const { files, close } = await openLists(path);
    return { files, close: () => close().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
};
