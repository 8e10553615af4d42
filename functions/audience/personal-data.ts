import { keyedId } from "../core/ids.ts";
import type { Clock, Instant } from "../core/time.ts";
import { type ParsedAddress, parseAddress } from "./address.ts";
import type { Job } from "./outbox.ts";
import type { About, RightsStore } from "./rights-store.ts";
import type { SignUpStore } from "./sign-up-store.ts";

/** What other rooms know of somebody, such as the issues that they were sent. */
export type OtherData = (newsletterId: string, subscriberId: string) => Promise<Record<string, unknown>>;

export type PersonalData =
  | {
      ok: true;
      data: {
        newsletter: string;
        id: string;
        at: Instant;
        known: About;
        promised: object[];
        other: Record<string, unknown>;
      };
    }
  | { ok: false; reason: Extract<ParsedAddress, { ok: false }>["reason"] };

/** Everything that is kept about a person, as it is kept (GDPR Art. 15 and 20). */
export const personalData = async (
  deps: {
    rights: Pick<RightsStore, "everythingAbout">;
    signUps: Pick<SignUpStore, "promisedTo">;
    idKey: Uint8Array;
    clock: Clock;
    otherData?: OtherData | undefined;
  },
  { newsletterId, address }: { newsletterId: string; address: string },
): Promise<PersonalData> => {
  const parsed = parseAddress(address);
  if (!parsed.ok) return parsed;
  const id = keyedId(deps.idKey, parsed.normalForm);
  const [known, jobs, other = {}] = await Promise.all([
    deps.rights.everythingAbout(newsletterId, id),
    deps.signUps.promisedTo(newsletterId, id),
    deps.otherData?.(newsletterId, id),
  ]);
  const promised = jobs.map((job) => promisedFor(job, id));
  return { ok: true, data: { newsletter: newsletterId, id, at: deps.clock(), known, promised, other } };
};

/** Another address that they asked for may be somebody else's, until it has agreed: they are told that they asked. */
const promisedFor = (job: Job, id: string): object => {
  if (job.subscriberId === id || !("address" in job)) return job;
  const { address: _, ...rest } = job;
  return rest;
};
