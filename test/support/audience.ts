import { PassThrough } from "node:stream";
import { addSubscriber, type NewSubscriber } from "../../functions/audience/add-subscriber.ts";
import { importOrderStore } from "../../functions/audience/import-order-store.ts";
import { listStore } from "../../functions/audience/list-store.ts";
import { moveStore } from "../../functions/audience/move-store.ts";
import { rightsStore } from "../../functions/audience/rights-store.ts";
import { signUpStore } from "../../functions/audience/sign-up-store.ts";
import { type AudienceStore, audienceStore } from "../../functions/audience/store.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { newsletterStore, newslettersTable } from "../../functions/core/newsletter-store.ts";
import type { Keyring } from "../../functions/core/signed-link.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { aNewsletter } from "./mail.ts";

export const at = "2026-10-24T06:00:00.000Z";
export const idKey = Buffer.alloc(32, 7);
export const keyring: Keyring = { signingKeyId: 1, keys: new Map([[1, Buffer.alloc(32, 1)]]) };
export const clock = () => at;
export const stampClock = clock;

/** The stores of a newsletter that exists, with nobody in its audience yet. */
export const anAudience = async (engine: StoreEngine, newsletterId = "flashbulb") => {
  const audience = audienceStore(engine.table(audienceTable));
  const newsletters = newsletterStore(engine.table(newslettersTable));
  await newsletters.put({ newsletter: aNewsletter({ id: newsletterId }), version: 0 });
  const lists = listStore(engine.table(audienceTable));
  const rights = rightsStore(engine.table(audienceTable));
  const signUps = signUpStore(engine.table(audienceTable));
  const orders = importOrderStore(engine.table(audienceTable));
  const moves = moveStore(engine.table(audienceTable));
  return { audience, lists, rights, signUps, orders, moves, newsletters, progress: new PassThrough().resume() };
};

/** Adds somebody and gives the id. */
export const subscribe = async (audience: AudienceStore, input: Partial<NewSubscriber> & { address: string }) => {
  const added = await addSubscriber({ audience, idKey, stampClock }, { newsletterId: "flashbulb", ...input });
  if (!added.ok) throw new Error(added.reason);
  return added.id;
};
