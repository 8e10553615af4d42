import { load } from "cheerio";
import PostalMime, { decodeWords } from "postal-mime";

/** A mail as its reader's program takes it apart. */
export type Mail = {
  html: string | undefined;
  text: string | undefined;
  /** In the order of the message, folds undone, encoded words decoded. */
  headers: { name: string; value: string }[];
  links: { label: string; url: string }[];
  unsubscribe: UnsubscribeOffer;
  attachments: { name: string; type: string; bytes: number }[];
};

/** What List-Unsubscribe offers; `oneClick` only where RFC 8058 allows a mail program to post to it. */
export type UnsubscribeOffer = { oneClick: string | undefined; mailto: string | undefined; urls: string[] };

export const readMail = async (raw: Uint8Array): Promise<Mail> => {
  const parsed = await PostalMime.parse(raw, { attachmentEncoding: "arraybuffer" });
  const headers = parsed.headers.map(({ originalKey, value }) => ({ name: originalKey, value: decodeWords(value) }));
  const pictures = new Map<string, string>();
  for (const { contentId, mimeType, content } of parsed.attachments)
    if (contentId && mimeType.startsWith("image/"))
      pictures.set(contentId.replace(/^<|>$/g, ""), `data:${mimeType};base64,${base64(content)}`);
  const html = parsed.html?.replace(/\bcid:([^"'\s)>]+)/g, (all, id: string) => pictures.get(id) ?? all);
  return {
    html,
    text: parsed.text,
    headers,
    links: html ? linksOf(html) : linksOfText(parsed.text ?? ""),
    unsubscribe: unsubscribeOffer(headers),
    attachments: parsed.attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? "unnamed",
      type: mimeType,
      bytes: typeof content === "string" ? content.length : content.byteLength,
    })),
  };
};

/** RFC 2369 and RFC 8058: an address to post to counts only with `List-Unsubscribe-Post: List-Unsubscribe=One-Click`. */
export const unsubscribeOffer = (headers: readonly { name: string; value: string }[]): UnsubscribeOffer => {
  const value = (wanted: string) => headers.find(({ name }) => name.toLowerCase() === wanted)?.value ?? "";
  const urls = [...value("list-unsubscribe").matchAll(/<([^<>\s]+)>/g)].map(([, url = ""]) => url);
  const post = value("list-unsubscribe-post").trim().toLowerCase() === "list-unsubscribe=one-click";
  return {
    oneClick: post ? urls.find((url) => /^https?:\/\//i.test(url)) : undefined,
    mailto: urls.find((url) => /^mailto:/i.test(url)),
    urls,
  };
};

const linksOf = (html: string): Mail["links"] => {
  const page = load(html);
  return page("a[href]")
    .toArray()
    .map((anchor) => {
      const words = page(anchor).text().replace(/\s+/g, " ").trim();
      const picture = page(anchor).find("img[alt]").attr("alt")?.trim();
      return { label: words || (picture ? `Picture: ${picture}` : "No words"), url: page(anchor).attr("href") ?? "" };
    });
};

const linksOfText = (text: string): Mail["links"] =>
  [...text.matchAll(/\bhttps?:\/\/[^\s<>"]+/g)].map(([url]) => ({ label: url, url }));

const base64 = (content: ArrayBuffer | Uint8Array | string): string =>
  (typeof content === "string" ? Buffer.from(content) : Buffer.from(new Uint8Array(content))).toString("base64");
