/** The part of dynalite that is used here; it brings no types of its own. */
declare module "dynalite" {
  import type { Server } from "node:http";

  const dynalite: (options?: {
    /** Folder of the LevelDB files; in memory without one. */
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }) => Server;
  export = dynalite;
}

declare module "dynalite/db/index.js" {
  /** What dynalite itself opens the folder with. */
  export const create: (options: { path: string }) => {
    db: {
      open(): Promise<void>;
      /** LevelDB's own: rewrites the files of a range without what was deleted or written over. */
      compactRange(start: string, end: string): Promise<void>;
      close(): Promise<void>;
    };
  };
}
