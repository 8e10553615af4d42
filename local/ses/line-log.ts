import { appendFileSync, closeSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";

/**
 * A file of lines that only grows, read by line number. A line is whole or absent: what a killed process left half
 * written at the end is cut off at opening. Eight bytes of memory a line; the text stays on disk.
 */
export type LineLog = {
  /** Written when it returns; survives the end of the process, though not of the machine (no fsync). */
  append(line: string): void;
  count(): number;
  /** Lines `from` ≤ n < `until`, counted from 0, in one read. */
  read(from: number, until: number): string[];
  close(): void;
};

const chunkBytes = 1 << 20;
const newline = 0x0a;

export const openLineLog = (path: string): LineLog => {
  const file = openSync(path, "a+");
  let ends = new Float64Array(1024);
  let count = 0;
  let size = 0;
  const note = (end: number) => {
    if (count === ends.length) {
      const longer = new Float64Array(ends.length * 2);
      longer.set(ends);
      ends = longer;
    }
    ends[count++] = end;
    size = end;
  };
  const endOf = (line: number) => (line < 0 ? 0 : (ends[line] ?? size));

  const chunk = Buffer.alloc(chunkBytes);
  const written = fstatSync(file).size;
  for (let at = 0; at < written; ) {
    const length = readSync(file, chunk, 0, chunkBytes, at);
    if (length === 0) break;
    for (let end = chunk.indexOf(newline); end !== -1 && end < length; end = chunk.indexOf(newline, end + 1))
      note(at + end + 1);
    at += length;
  }
  if (size < written) ftruncateSync(file, size);

  return {
    append(line) {
      const bytes = Buffer.from(`${line}\n`);
      try {
        appendFileSync(file, bytes);
      } catch (error) {
        ftruncateSync(file, size);
        throw error;
      }
      note(size + bytes.length);
    },
    count: () => count,
    read(from, until) {
      const first = Math.max(0, from);
      const last = Math.min(until, count);
      if (first >= last) return [];
      const start = endOf(first - 1);
      const bytes = Buffer.allocUnsafe(endOf(last - 1) - start);
      readSync(file, bytes, 0, bytes.length, start);
      return bytes.toString().split("\n").slice(0, -1);
    },
    close: () => closeSync(file),
  };
};
