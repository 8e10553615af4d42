import type { NewsletterStore } from "../core/newsletter-store.ts";
import { type Identity, type Mark, type Standing, standingOf } from "./installation.ts";
import type { InstallationStore } from "./installation-store.ts";

export type ReadInstallationDeps = {
  installations: Pick<InstallationStore, "get">;
  /** Of the tables as they lie there now; throws where that cannot be found out. */
  tableIdentity: () => Promise<Identity>;
  newsletters: Pick<NewsletterStore, "list">;
};

/** How the tables stand that we run on. Without a newsletter they are new: nobody could have been written to. */
export const readInstallation = async (
  deps: ReadInstallationDeps,
): Promise<{ standing: Standing; mark: Mark | undefined; identity: Identity }> => {
  const [mark, identity] = await Promise.all([deps.installations.get(), deps.tableIdentity()]);
  const isEmpty = !mark && (await deps.newsletters.list()).length === 0;
  return { standing: standingOf(mark, { identity, isEmpty }), mark, identity };
};
