import { createHash } from "node:crypto";

/** Which ids came before, in 16 bytes each: a million of them would weigh 100 MB as texts. */
export const seenIds = (): { saw(id: string): boolean } => {
  let marks = new Float64Array(1 << 12);
  let count = 0;
  const place = (all: Float64Array, mark: number): number => {
    let at = mark % all.length;
    while (all[at] !== 0 && all[at] !== mark) at = (at + 1) % all.length;
    return at;
  };
  const grow = () => {
    const larger = new Float64Array(marks.length * 2);
    for (const mark of marks) if (mark !== 0) larger[place(larger, mark)] = mark;
    marks = larger;
  };
  return {
    /** Whether the id came before. Ids are compared by 48 bits: in a million, two are mixed up with a chance of 1 in 500. */
    saw(id) {
      const mark = createHash("sha256").update(id).digest().readUIntBE(0, 6) + 1;
      const at = place(marks, mark);
      if (marks[at] === mark) return true;
      marks[at] = mark;
      if (++count * 4 > marks.length * 3) grow();
      return false;
    },
  };
};
