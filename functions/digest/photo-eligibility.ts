import type { Newsletter } from "../core/newsletter.ts";
import { onceOf } from "../core/once-of.ts";
import type { Instant } from "../core/time.ts";
import { isReady, type Photo, type ReadyPhoto } from "../posts/photo.ts";
import { rightsOf } from "../posts/rights.ts";
import { cropTo, nativeShape, ratioOf } from "./crop.ts";
import type { Reason } from "./digest.ts";
import type { EditorChoices } from "./editor-choices.ts";
import { out } from "./reason.ts";

const tallest = 1 / 2;
const widest = 2.4;

/** What the verdict on one photo hangs on beside itself; `at` is when the issue leaves at the earliest. */
export type PhotoRules = { newsletter: Newsletter; choices: EditorChoices; at: Instant };

/**
 * Why a photo may stand nowhere in the mail, or `undefined` when it may: the rules that no pin overrules,
 * and the editor's own drop.
 */
export const whyUnusable = (photo: Photo, rules: PhotoRules): Reason | undefined => {
  if (photo.failure !== undefined) return out("not to be had", "could not be fetched");
  if (!isReady(photo)) return out("not measured", "not fetched yet");
  if (rules.choices.droppedPhotoIds.includes(photo.id)) return out("dropped", "dropped by the editor");
  if (rightsOf(photo, rules.newsletter, rules.at) === "none") return out("rights", "rights do not allow the mail");
  return undefined;
};

/** Why a photo may stand in no place that the rules fill by themselves, as lead and on cards. */
export const whyUnfit = (photo: ReadyPhoto, sensitivePost: boolean): Reason | undefined => {
  if (photo.sensitive) return out("sensitive", "sensitive");
  if (sensitivePost) return out("sensitive", "its post is sensitive");
  const { graphic } = photo.measures;
  if (graphic) return out("graphic", `a ${graphic}, not a photograph`);
  const ratio = photo.original.width / photo.original.height;
  if (ratio < tallest) return out("ratio", "more than twice as tall as wide");
  if (ratio > widest) return out("ratio", `more than ${widest} times as wide as tall`);
  return undefined;
};

/** Why a photo may not be a highlight (docs/editing.md H1), of one that may stand in the mail. */
export const whyNoHighlight = (photo: ReadyPhoto, { newsletter }: PhotoRules): Reason | undefined => {
  const { minLongSide, requireCredit } = newsletter.highlights;
  const longSide = Math.max(photo.original.width, photo.original.height);
  if (longSide < minLongSide) return out("small", `${longSide} px on its long side, ${minLongSide} wanted`);
  if (requireCredit && !photo.credit?.trim()) return out("no credit", "no credit");
  return whyNoSlot(photo);
};

/** A picture that no slot shows at three quarters with its focal point in the middle. */
export const whyNoSlot = onceOf((photo: ReadyPhoto): Reason | undefined =>
  cropTo(photo, ratioOf[nativeShape(photo)]) || cropTo(photo, 1)
    ? undefined
    : out("crop", "no slot keeps three quarters of it around its focal point"),
);
