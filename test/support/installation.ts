import type { Home } from "../../local/home.ts";

/** Tables that may be sent from. */
export const confirmed: Pick<Home, "installation" | "tableIdentity"> = {
  installation: { isConfirmed: async () => true, wasConfirmed: () => true, standing: async () => "confirmed" },
  tableIdentity: async () => ({}),
};
