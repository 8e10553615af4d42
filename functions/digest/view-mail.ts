import { dateRange, directionOf, wordsOf } from "../../templates/words.ts";
import type { Variant } from "../core/rendition.ts";
import type { MailInput } from "./mail-input.ts";
import { line, oneLine } from "./mail-text.ts";
import type { MailView } from "./mail-view.ts";
import { viewBlock } from "./view-block.ts";
import { sizesOf } from "./view-photo.ts";

/**
 * The same input gives the same view: nothing here reads a clock, a store or the network. In a week with
 * neither highlights nor a lead's picture, who asked for photos only gets the whole mail: the other would be empty.
 */
export const viewMail = (input: MailInput, variant: Variant): MailView => {
  const { newsletter, window } = input;
  const words = wordsOf(newsletter.language);
  const dir = directionOf(newsletter.language);
  const dates = dateRange(newsletter.language, newsletter.zone, window.from, window.until);
  const blocksOf = (which: Variant) => input.digest.blocks.flatMap((block) => viewBlock(input, words, block, which));
  const asked = blocksOf(variant);
  const blocks = asked.length > 0 ? asked : blocksOf("everything");
  return {
    lang: newsletter.language,
    dir,
    start: dir === "rtl" ? "right" : "left",
    arrow: dir === "rtl" ? "←" : "→",
    headingStyle: dir === "rtl" ? "normal" : "italic",
    gap: dir === "rtl" ? { first: afterGap, second: beforeGap } : { first: beforeGap, second: afterGap },
    title: oneLine(`${newsletter.name}, ${dates}`),
    preheader: oneLine(input.preheader),
    preheaderPadding,
    name: line(newsletter.name),
    nameIsLong: newsletter.name.length > longestWordmark,
    dates,
    brand: { accentLight: newsletter.brand.accentLight, accentDark: newsletter.brand.accentDark },
    logo: newsletter.brand.logo ?? null,
    words: {
      highlights: words.highlights,
      more: words.more,
      sponsored: words.sponsored,
      why: words.why(oneLine(newsletter.name)),
      unsubscribe: words.unsubscribe,
      preferences: words.preferences,
      viewInBrowser: words.viewInBrowser,
    },
    sizes: sizesOf(blocks),
    blocks,
    postalAddress: oneLine(newsletter.postalAddress ?? ""),
    slots: input.links.slots,
  };
};

const beforeGap = "0 4px 0 0";
const afterGap = "0 0 0 4px";
/** Keeps what follows the preheader out of the inbox's preview line. */
const preheaderPadding = "&#847;&zwnj;&nbsp;".repeat(40);
const longestWordmark = 20;
