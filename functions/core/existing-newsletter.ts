import { NotFound } from "./errors.ts";
import type { NewsletterStore, StoredNewsletter } from "./newsletter-store.ts";

/** The newsletter of that id, with the version it stands at. Throws `NotFound` where there is none. */
export const existingNewsletter = async (
  { newsletters }: { newsletters: Pick<NewsletterStore, "get"> },
  id: string,
): Promise<StoredNewsletter> => {
  const stored = await newsletters.get(id);
  if (!stored) throw new NotFound(`there is no newsletter ${id}`);
  return stored;
};
