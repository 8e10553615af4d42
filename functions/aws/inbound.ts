import { audienceStore } from "../audience/store.ts";
import { newsletterStore } from "../core/newsletter-store.ts";
import { systemClock } from "../core/time.ts";
import { readWiring, wiring } from "../environment.ts";
import { bucketFiles, type Environment, identityOf, keyringOf, tablesOf } from "./granted.ts";

/** What reads the mails that come in. */
export const inboundParts = (environment: Environment = process.env) => {
  const told = readWiring(wiring.inbound, environment);
  const table = tablesOf(told);
  const fixed = {
    audience: audienceStore(table("TEARSHEET_TABLE_AUDIENCE")),
    newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
    inbound: bucketFiles(environment, told.TEARSHEET_BUCKET_INBOUND),
    clock: systemClock,
    unsubscribeMailbox: told.TEARSHEET_UNSUBSCRIBE_MAILBOX,
  };
  const keyring = keyringOf(told.TEARSHEET_SECRET_KEYRING);
  const identity = identityOf(told.TEARSHEET_SECRET_IDENTITY);
  return async () => ({ ...fixed, keyring: await keyring(), idKey: await identity() });
};
