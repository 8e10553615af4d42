import { countAudience } from "./count-audience.ts";
import type { DeskStore } from "./desk-store.ts";

/** Whether the number that somebody typed is that of the people whom an issue would go to now, who are counted for it. */
export const confirmAudience = async (
  deps: Parameters<typeof countAudience>[0] & { desk: Pick<DeskStore, "setAudience"> },
  { newsletterId, typed }: { newsletterId: string; typed: string },
): Promise<{ ok: true } | { ok: false; words: string }> => {
  const count = await countAudience(deps, newsletterId);
  const at = deps.clock();
  await deps.desk.setAudience(newsletterId, { count, at }, at);
  if (typed.replace(/\D/g, "") === String(count)) return { ok: true };
  const people = count.toLocaleString("en-GB");
  return { ok: false, words: `Nothing was sent. It would go to ${people}: type that number to confirm.` };
};
