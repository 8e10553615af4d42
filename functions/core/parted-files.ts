/**
 * A file that comes in parts, over hours and from several processes: nothing is under its key before it is finished. A
 * part that is put again replaces the one of its number. Every part but the last has at least five megabytes, as S3 asks.
 */
export type PartedFiles = {
  /** Answers what names the file until it is finished. */
  begin(key: string, contentType: string): Promise<string>;
  /** Numbers begin at 1; answers what names the part as it was put. */
  putPart(key: string, upload: string, part: { number: number; bytes: Uint8Array }): Promise<string>;
  /** Makes one file of the parts, by their names in order; `false` when they are not what was put last, or long gone. */
  finish(key: string, upload: string, parts: readonly string[]): Promise<boolean>;
};

export const leastPartBytes = 5 * 1024 * 1024;
