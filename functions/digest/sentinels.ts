import { keyedId } from "../core/ids.ts";
import { type SlotName, slotNames } from "../core/rendition.ts";

export type Sentinels = Readonly<Record<SlotName, string>>;

/** A sentinel for each slot, of 128 bits, from 32 random bytes drawn for one rendition. */
export const sentinelsFrom = (secret: Uint8Array): Sentinels => {
  const [unsubscribeUrl, preferencesUrl, viewUrl] = slotNames.map((name) => keyedId(secret, name));
  return { unsubscribeUrl, preferencesUrl, viewUrl } as Sentinels;
};

/** Throws when content holds a sentinel: a personal part would be spliced into somebody's words. */
export const assertAbsent = (sentinels: Sentinels, content: unknown): void => {
  const text = JSON.stringify(content);
  if (slotNames.some((name) => text.includes(sentinels[name]))) throw new Error("a sentinel stands in the content");
};
