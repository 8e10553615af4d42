import { NotFound } from "../core/errors.ts";
import { isNewsletterId } from "../core/newsletter.ts";
import type { NewsletterStore, StoredNewsletter } from "../core/newsletter-store.ts";

/** The newsletter of a path. Throws `NotFound` when there is none, whatever the text in the path is. */
export const newsletterOf = async (
  { newsletters }: { newsletters: Pick<NewsletterStore, "get"> },
  id: string,
): Promise<StoredNewsletter> => {
  const stored = isNewsletterId(id) ? await newsletters.get(id) : undefined;
  if (!stored) throw new NotFound("there is no such newsletter");
  return stored;
};
