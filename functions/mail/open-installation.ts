import { type ConfirmInstallationDeps, confirmInstallation } from "./confirm-installation.ts";
import type { Standing } from "./installation.ts";
import { readInstallation } from "./read-installation.ts";
import { intentStartsWithinMs } from "./ses-client.ts";

/** Asked before anything is sent, settled or begun, by everybody who could. */
export type Installation = {
  /** Throws when it cannot be found out: then nothing is sent either. */
  isConfirmed(): Promise<boolean>;
  /**
   * Whether the last answer was a yes, not longer ago than a batch lasts that was begun on it. Asks nobody, so that no
   * request waits for the store under its intent.
   */
  wasConfirmed(): boolean;
  standing(): Promise<Standing>;
};

/** How long a yes is believed: so long, and for a batch begun by then, somebody may still send who was told to stop. */
const believedMs = 10_000;

/**
 * Whether these tables may be sent from; a yes holds for ten seconds, any other answer is asked for again. New tables
 * confirm themselves, which is the only way that no person has to say so. `now` is milliseconds that only run forward.
 */
export const openInstallation = (deps: ConfirmInstallationDeps, now = () => performance.now()): Installation => {
  let confirmedAt = -Infinity;
  const standing = async (): Promise<Standing> => {
    if (now() - confirmedAt < believedMs) return "confirmed";
    const askedAt = now();
    const found = await ask(deps);
    confirmedAt = found === "confirmed" ? askedAt : -Infinity;
    return found;
  };
  return {
    standing,
    isConfirmed: async () => (await standing()) === "confirmed",
    wasConfirmed: () => now() - confirmedAt < believedMs + intentStartsWithinMs,
  };
};

const ask = async (deps: ConfirmInstallationDeps): Promise<Standing> => {
  const { standing } = await readInstallation(deps);
  if (standing !== "new") return standing;
  // Others may do so at the same time; who was first is seen by reading again.
  await confirmInstallation(deps).catch(() => undefined);
  return (await readInstallation(deps)).standing;
};
