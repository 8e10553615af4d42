import * as z from "zod";
import { Conflict } from "../core/errors.ts";
import { existingNewsletter } from "../core/existing-newsletter.ts";
import { derivedId } from "../core/ids.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import { addMilliseconds, day, type Instant } from "../core/time.ts";
import { type ApiKey, apiKeySchema, hashOfKey, scopeSchema, writeApiKey } from "./api-key.ts";
import type { KeyStore } from "./key-store.ts";

export type AddKeyDeps = {
  keys: Pick<KeyStore, "add">;
  newsletters: Pick<NewsletterStore, "get">;
  drawSecret: () => Uint8Array;
};

/** What somebody says of a key that they want. */
export const newKeySchema = z.object({
  name: apiKeySchema.shape.name,
  newsletterId: z.string(),
  scopes: z.array(scopeSchema).min(1, "is at least one of posts, viewer, editor, sender"),
  days: z.coerce.number("is a number of days").int("is a whole number of days").min(1).max(730).default(365),
});
export type NewKey = z.output<typeof newKeySchema>;

/**
 * Makes an API key and gives it out, this once. Throws `NotFound` without its newsletter, and `Conflict` when a key was
 * made by the same `draw` before: a form that is sent twice makes one key.
 */
export const addKey = async (
  deps: AddKeyDeps,
  { said, by, draw, now }: { said: NewKey; by: string; draw: string; now: Instant },
): Promise<{ key: string; apiKey: ApiKey }> => {
  const { days, ...rest } = said;
  await existingNewsletter(deps, said.newsletterId);
  const id = derivedId("api-key", draw);
  const key = writeApiKey(id, deps.drawSecret());
  const expiresAt = addMilliseconds(now, days * day);
  const apiKey = { ...rest, id, hash: hashOfKey(key), createdAt: now, createdBy: by, expiresAt };
  if (!(await deps.keys.add(apiKey)))
    throw new Conflict("this form has made its key already, and a key is shown once: make another");
  return { key, apiKey };
};
