import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** What a body is fetched as. */
export type BodyKind = "feed" | "page" | "picture";

export type Body =
  | { ok: true; bytes: Uint8Array<ArrayBuffer> }
  | { ok: false; reason: "too-large" | "timeout" | "encoding" | "connection" };

/** Feeds are served under any name in the wild; pictures also as bare bytes: both are looked at before they are believed. */
const contentTypes: Record<BodyKind, RegExp> = {
  feed: /^$|^(text\/|application\/([\w.-]+\+)?(xml|json|rss|atom)\b|application\/octet-stream)/,
  page: /^(text\/html|application\/xhtml\+xml)/,
  picture: /^$|^(image\/(p?jpe?g|png|webp|gif|avif)\b|(application|binary)\/octet-stream)/,
};

/** Says whether a body of this content type (lower case, empty when unsaid) may be of the kind. */
export const mayBe = (kind: BodyKind, contentType: string): boolean => contentTypes[kind].test(contentType.trim());

/**
 * All of a body, decompressed, when that is at most `maxBytes` on the wire and after; reading ends at the first byte
 * beyond, so a bomb or an endless body costs no more memory than that. Ends with the signal.
 */
export const readBody = async (
  body: Readable,
  encoding: string | undefined,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Body> => {
  const decoder = decoderOf(encoding);
  if (decoder === "unknown") return { ok: false, reason: "encoding" };
  const stop = () => body.destroy(new Error("stopped"));
  signal.addEventListener("abort", stop, { once: true });
  try {
    const wire = atMost(body, maxBytes);
    const plain = decoder ? atMost(decoded(wire, decoder), maxBytes) : wire;
    const chunks: Uint8Array[] = [];
    for await (const chunk of plain) chunks.push(chunk);
    return { ok: true, bytes: Buffer.concat(chunks) };
  } catch (error) {
    if (signal.aborted) return { ok: false, reason: "timeout" };
    if (error instanceof TooLarge) return { ok: false, reason: "too-large" };
    return { ok: false, reason: isZlibError(error) ? "encoding" : "connection" };
  } finally {
    signal.removeEventListener("abort", stop);
    body.on("error", () => {}).destroy();
    if (decoder) decoder.on("error", () => {}).destroy();
  }
};

type Decoder = ReturnType<typeof createGunzip | typeof createBrotliDecompress>;

const decoderOf = (encoding: string | undefined): Decoder | undefined | "unknown" => {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case "":
    case "identity":
      return undefined;
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      return "unknown";
  }
};

class TooLarge extends Error {
  override readonly name = "TooLarge";
}

async function* atMost(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of chunks) {
    read += chunk.length;
    if (read > maxBytes) throw new TooLarge();
    yield chunk;
  }
}

/** What the decoder makes of the chunks; nothing is decompressed before somebody asks for it. */
const decoded = (chunks: AsyncIterable<Uint8Array>, decoder: Decoder): AsyncIterable<Uint8Array> =>
  // The outcome reaches whoever reads the decoder, as its error; the callback has nothing to add.
  pipeline(chunks, decoder, () => {});

const isZlibError = (error: unknown): boolean =>
  error instanceof Error && "code" in error && /^(Z_|ERR_(_)?(ZLIB|BROTLI))/.test(String(error.code));
