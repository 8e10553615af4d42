import * as z from "zod";
import { variants } from "../core/rendition.ts";
import type { Manifest } from "./manifest.ts";

/**
 * A manifest as it is stored: the ids as one text, and a byte for each one's variant, its place in the list of them. So
 * a full one is 7 KB and read at once, not 11 KB in 250 maps.
 */
export const manifestItemSchema = z.object({
  chunk: z.string(),
  position: z.int(),
  ids: z.string(),
  variants: z.instanceof(Uint8Array),
  end: z.boolean(),
});
export type ManifestItem = z.infer<typeof manifestItemSchema>;

const between = " ";

/** Throws for an id that could not be read back. */
export const manifestItem = ({ recipients, ...manifest }: Manifest): ManifestItem => {
  const unreadable = recipients.find(({ id }) => id === "" || id.includes(between));
  if (unreadable) throw new Error("an id is empty or has a space in it");
  return {
    ...manifest,
    ids: recipients.map(({ id }) => id).join(between),
    variants: Uint8Array.from(recipients, ({ variant }) => variants.indexOf(variant)),
  };
};

/** Throws for an item that is no manifest. */
export const manifestOfItem = (item: unknown): Manifest => {
  const { ids, variants: bytes, ...manifest } = manifestItemSchema.parse(item);
  const each = ids === "" ? [] : ids.split(between);
  if (each.length !== bytes.length) throw new Error("a manifest has as many variants as ids");
  const recipients = each.map((id, index) => {
    const variant = variants[bytes[index] as number];
    if (variant === undefined) throw new Error(`no variant has the byte ${bytes[index]}`);
    return { id, variant };
  });
  return { ...manifest, recipients };
};
