import * as z from "zod";
import { Conflict, InvalidInput, NotFound } from "../core/errors.ts";
import { brandSchema, type Newsletter, parseNewsletter } from "../core/newsletter.ts";
import type { NewsletterStore, StoredNewsletter } from "../core/newsletter-store.ts";
import { accentContrast } from "./accent-contrast.ts";

export type ChangedSettings =
  | { ok: true; stored: StoredNewsletter }
  | { ok: false; reason: "stale"; stored: StoredNewsletter };

/**
 * Stores settings over the version that was read; when somebody changed them since, nothing is stored and the answer
 * has theirs. Throws `InvalidInput` that names every setting in error, an accent that cannot be read and a changed id
 * among them, and `NotFound` without the newsletter.
 */
export const changeSettings = async (
  deps: { newsletters: Pick<NewsletterStore, "get" | "put"> },
  { id, version, settings }: { id: string; version: number; settings: unknown },
): Promise<ChangedSettings> => {
  const newsletter = checked(id, settings);
  const isStored = await deps.newsletters.put({ newsletter, version }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Conflict) return false;
      throw error;
    },
  );
  if (isStored) return { ok: true, stored: { newsletter, version: version + 1 } };
  const stored = await deps.newsletters.get(id);
  if (!stored) throw new NotFound("there is no such newsletter");
  return { ok: false, reason: "stale", stored };
};

/** The settings as their schema and the look read them; what is wrong by either is named at once. */
const checked = (id: string, settings: unknown): Newsletter => {
  const problems = [...unreadable(settings)];
  try {
    const newsletter = parseNewsletter(settings);
    if (newsletter.id !== id) problems.push("id: stays for ever");
    if (problems.length === 0) return newsletter;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    problems.unshift(...error.problems);
  }
  throw new InvalidInput(problems);
};

const withBrand = z.object({ brand: brandSchema });

/** Accents that are colours, and that nobody could read. */
const unreadable = (settings: unknown): string[] => {
  const { data } = withBrand.safeParse(settings);
  const accents = data ? accentContrast(data.brand) : [];
  return accents
    .filter(({ isEnough }) => !isEnough)
    .map(({ setting, ratio }) => `${setting}: has a contrast of ${ratio.toFixed(1)} to its ground; text needs 4.5`);
};
