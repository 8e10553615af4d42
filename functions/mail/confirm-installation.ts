import { Conflict } from "../core/errors.ts";
import type { Clock } from "../core/time.ts";
import type { Standing } from "./installation.ts";
import type { InstallationStore } from "./installation-store.ts";
import { type ReadInstallationDeps, readInstallation } from "./read-installation.ts";

export type ConfirmInstallationDeps = ReadInstallationDeps & {
  installations: InstallationStore;
  /** The real time, whatever instant the sample lives at. */
  wallClock: Clock;
};

/**
 * Lets these tables be sent from, where they lie now, and says how they stood before; `hold` stops them wherever they
 * lie. Throws `Conflict` when somebody else decided at the same time.
 */
export const confirmInstallation = async (
  deps: ConfirmInstallationDeps,
  { hold = false }: { hold?: boolean } = {},
): Promise<Standing> => {
  const { standing, mark, identity } = await readInstallation(deps);
  const decided = { version: 0, identity, confirmedAt: deps.wallClock(), ...(hold && { held: true }) };
  if (!(await deps.installations.put(mark, decided)))
    throw new Conflict("somebody else decided about this installation at the same time: look again");
  return standing;
};
