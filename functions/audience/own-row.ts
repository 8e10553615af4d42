import { variantSchema } from "../core/rendition.ts";
import { type Instant, instantSchema } from "../core/time.ts";
import type { Meaning } from "./list-columns.ts";
import type { ListedSuppression, ListRow } from "./list-row.ts";
import { preferencesSchema } from "./subscriber.ts";
import { suppressionReasonSchema } from "./suppression.ts";

/** What only our own export says of somebody: no mail, what they chose, and by which words they asked. */
export const ownRow = (
  cell: (meaning: Meaning) => string,
  instant: (meaning: Meaning) => Instant | undefined,
): Pick<ListRow, "suppressed" | "preferences" | "consent"> => {
  const told = (["form", "place", "wording"] as const).flatMap((each) =>
    cell(each) ? [[each, cell(each).slice(0, 200)]] : [],
  );
  return {
    suppressed: suppressedBy(cell("suppressed"), instant("suppressedAt")),
    preferences: preferencesSchema.parse({
      variant: variantSchema.safeParse(cell("variant")).data,
      pausedUntil: instantSchema.safeParse(cell("pausedUntil")).data,
    }),
    consent: Object.fromEntries(told),
  };
};

/** Whatever stands there but no: that mail must not go there counts more than why. */
const suppressedBy = (word: string, at: Instant | undefined): ListedSuppression | undefined =>
  word === "" || /^(?:no|false|0)$/i.test(word)
    ? undefined
    : { reason: suppressionReasonSchema.safeParse(word).data ?? "bounce", at };
