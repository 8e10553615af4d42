import { quotedPrintable } from "../core/quoted-printable.ts";
import { longestSlotBytes } from "../core/rendition.ts";

/** docs/editing.md, "Bytes": Gmail clips a mail at about 102 KB; what is encoded for the wire stays well below. */
export const htmlBudgetBytes = 95_000;
export const photoBudgetBytes = 1_000_000;

const softBreakBytes = "=\r\n".length;
const slotBytes = quotedPrintable(Buffer.alloc(longestSlotBytes, "x")).length + 2 * softBreakBytes;

/** Bytes of a body as quoted-printable, every slot as long as slots may become and on soft lines of its own. */
export const encodedSize = (body: string, sentinels: readonly string[]): number => {
  const literals = sentinels.reduce((parts, sentinel) => parts.flatMap((part) => part.split(sentinel)), [body]);
  const literalBytes = literals.reduce((sum, literal) => sum + quotedPrintable(Buffer.from(literal)).length, 0);
  return literalBytes + (literals.length - 1) * slotBytes;
};
