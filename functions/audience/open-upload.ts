import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenLists, openLists } from "./open-lists.ts";

/** The lists of what was uploaded under a plain name; it lies in a folder of its own until `close`. */
export const openUpload = async (name: string, bytes: Uint8Array): Promise<OpenLists> => {
  const folder = await mkdtemp(join(tmpdir(), "list-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(join(folder, name), bytes);
    const { files, close } = await openLists(join(folder, name));
    return { files, close: () => close().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
};
