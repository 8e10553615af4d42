import type { Candidate } from "./photo-set.ts";

/**
 * The addresses of a `srcset` with their widths; a density ("2x") is a width only when the width at 1x is known.
 * An address ends at white space, so the commas inside it are kept (WHATWG HTML, parsing a srcset attribute).
 */
export const parseSrcset = (srcset: string, baseUrl: string, widthAt1x?: number): Candidate[] => {
  const candidates: Candidate[] = [];
  const tokens = srcset.slice(0, 50_000).split(/\s+/).filter(Boolean);
  while (tokens.length > 0) {
    const token = tokens.shift() ?? "";
    const bare = token.replace(/^,|,$/g, "");
    const size = token.endsWith(",") ? null : /^(\d{1,6}(?:\.\d{1,4})?)([wx])(?:,(.*))?$/.exec(tokens[0] ?? "");
    if (size) tokens.shift();
    if (size?.[3]) tokens.unshift(size[3]);
    const width = widthOf(Number(size?.[1]), size?.[2], widthAt1x);
    const url = absolute(bare, baseUrl);
    if (url) candidates.push({ url, ...(width && { width }) });
  }
  return candidates;
};

const widthOf = (amount: number, unit: string | undefined, widthAt1x: number | undefined): number | undefined => {
  if (unit === "w") return amount;
  return unit === "x" && widthAt1x ? Math.round(amount * widthAt1x) : undefined;
};

/** An address made whole; `undefined` for everything that is not http(s) in the end. */
export const absolute = (address: string | undefined, baseUrl: string | undefined): string | undefined => {
  const bare = (address ?? "").trim().replace(/[\t\n\r]/g, "");
  if (!bare || /^(?:#|javascript:|data:|mailto:|about:|blob:|file:)/i.test(bare)) return undefined;
  const base = baseUrl && URL.canParse(baseUrl) ? baseUrl : undefined;
  if (!URL.canParse(bare, base)) return undefined;
  const url = new URL(bare, base);
  return (url.protocol === "http:" || url.protocol === "https:") && url.hostname ? url.href : undefined;
};
