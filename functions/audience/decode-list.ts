/** Bytes that can be read from their start as often as asked. */
export type ByteSource = { open(): AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>> };

/**
 * The text of a list, piece by piece, without its byte-order mark, in the encodings that spreadsheets write: UTF-8,
 * UTF-16 in both orders (by the mark, or by the zero bytes), and Windows-1252 for what is no UTF-8. The bytes are read
 * twice, because one letter at the end of a list decides how its beginning is to be read.
 */
export async function* decodedList(source: ByteSource): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(await encodingOf(source));
  for await (const bytes of await source.open()) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

export type ListEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** A broken character in UTF-8 that is otherwise full of good ones is a flaw; without good ones it is Windows-1252. */
const encodingOf = async (source: ByteSource): Promise<ListEncoding> => {
  const decoder = new TextDecoder("utf-8");
  let head: Uint8Array | undefined;
  let flaws = 0;
  let letters = 0;
  const count = (text: string) => {
    if (!/[^\0-\x7f]/.test(text)) return;
    const broken = text.split("\ufffd").length - 1;
    flaws += broken;
    letters += (text.match(/[^\0-\x7f]/gu)?.length ?? 0) - broken;
  };
  for await (const bytes of await source.open()) {
    if (head === undefined && bytes.length > 0) {
      head = bytes;
      const sixteen = utf16Of(bytes);
      if (sixteen) return sixteen;
    }
    count(decoder.decode(bytes, { stream: true }));
  }
  count(decoder.decode());
  return flaws * 2 > letters ? "windows-1252" : "utf-8";
};

const utf16Of = (head: Uint8Array): ListEncoding | undefined => {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  if (head[0] === 0 && head[1] && head[2] === 0) return "utf-16be";
  if (head[0] && head[1] === 0 && head[2] && head[3] === 0) return "utf-16le";
  return undefined;
};
