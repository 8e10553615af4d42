import * as z from "zod";
import { keyedId } from "../core/ids.ts";
import { type Clock, instantSchema } from "../core/time.ts";
import { type ParsedAddress, parseAddress } from "./address.ts";
import { addressesOf } from "./addresses-of.ts";
import type { Job } from "./outbox.ts";
import type { RightsStore } from "./rights-store.ts";
import type { SignUpStore } from "./sign-up-store.ts";

/** What other rooms know of somebody, such as the issues that they were sent. */
export type OtherData = (newsletterId: string, subscriberId: string) => Promise<Record<string, unknown>>;

const asKept = z.record(z.string(), z.unknown());
const keptSchema = z.object({ id: z.string(), known: asKept, promised: z.array(asKept), other: asKept });
type Kept = z.infer<typeof keptSchema>;

export const personalDataSchema = keptSchema.extend({
  newsletter: z.string(),
  at: instantSchema,
  former: z.array(keptSchema).describe("The same under each address that they moved from, the last one first."),
});

export type PersonalData =
  | { ok: true; data: z.infer<typeof personalDataSchema> }
  | { ok: false; reason: Extract<ParsedAddress, { ok: false }>["reason"] };

export type PersonalDataDeps = {
  rights: Pick<RightsStore, "everythingAbout">;
  signUps: Pick<SignUpStore, "promisedTo">;
  idKey: Uint8Array;
  clock: Clock;
  otherData?: OtherData | undefined;
};

/**
 * Everything that is kept about a person, as it is kept (GDPR Art. 15 and 20). Where somebody moved to is not told to
 * whoever has the address that they left.
 */
export const personalData = async (
  deps: PersonalDataDeps,
  { newsletterId, address }: { newsletterId: string; address: string },
): Promise<PersonalData> => {
  const parsed = parseAddress(address);
  if (!parsed.ok) return parsed;
  const id = keyedId(deps.idKey, parsed.normalForm);
  const former = await addressesOf(deps, { newsletterId, id, ways: ["movedFrom"] });
  const [kept, before] = await Promise.all([
    keptOf(deps, newsletterId, id),
    Promise.all(former.map((each) => keptOf(deps, newsletterId, each.id))),
  ]);
  return { ok: true, data: { newsletter: newsletterId, at: deps.clock(), ...kept, former: before } };
};

const keptOf = async (deps: PersonalDataDeps, newsletterId: string, id: string): Promise<Kept> => {
  const [known, jobs, other = {}] = await Promise.all([
    deps.rights.everythingAbout(newsletterId, id),
    deps.signUps.promisedTo(newsletterId, id),
    deps.otherData?.(newsletterId, id),
  ]);
  return { id, known, promised: jobs.map((job) => promisedFor(job, id)), other };
};

/** Another address that they asked for may be somebody else's, until it has agreed: they are told that they asked. */
const promisedFor = (job: Job, id: string): Record<string, unknown> => {
  if (job.subscriberId === id || !("address" in job)) return job;
  const { address: _, ...rest } = job;
  return rest;
};
