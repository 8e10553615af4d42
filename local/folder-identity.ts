import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * What a folder knows that no copy of it has: where the file system keeps it and the folder around it, and since when.
 * Moving them by their names on one disk changes nothing; files that are put back into the same folders do not either.
 */
export const folderIdentity = async (folder: string): Promise<Record<string, string>> => {
  // A store in memory has no folder, which is empty then.
  await mkdir(folder, { recursive: true });
  const [own, around] = await Promise.all([stat(folder, { bigint: true }), stat(dirname(folder), { bigint: true })]);
  const place = ({ ino, birthtimeNs }: { ino: bigint; birthtimeNs: bigint }) => `${ino} ${birthtimeNs}`;
  return { store: place(own), folder: place(around) };
};
