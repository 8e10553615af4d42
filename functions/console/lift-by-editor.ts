import { type LiftSuppressionResult, liftSuppression } from "../audience/lift-suppression.ts";
import type { AudienceStore } from "../audience/store.ts";
import { type Editor, mayAs } from "./editor.ts";
import { readAddress } from "./tell-subscriber.ts";

export type LiftByEditorDeps = Parameters<typeof liftSuppression>[0] & {
  audience: Pick<AudienceStore, "suppressions">;
};

/**
 * Lets mail go to an address again, when the editor may: who called mail of ours spam gets none again by less than an
 * admin's word.
 */
export const liftByEditor = async (
  deps: LiftByEditorDeps,
  { address, editor }: { address: string; editor: Editor },
): Promise<LiftSuppressionResult | { ok: false; reason: "complaint" }> => {
  const { id } = readAddress(deps, address);
  const reason = (await deps.audience.suppressions([id])).get(id)?.reason;
  if (reason === "complaint" && !mayAs(editor, "admin")) return { ok: false, reason: "complaint" };
  return liftSuppression(deps, { address });
};
