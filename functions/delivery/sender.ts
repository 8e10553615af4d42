import type { PersonalLinks } from "../audience/links.ts";
import { shards } from "../audience/shard.ts";
import { NotFound } from "../core/errors.ts";
import { inParallel } from "../core/in-parallel.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Variant } from "../core/rendition.ts";
import type { Clock } from "../core/time.ts";
import type { RenditionStore } from "../digest/rendition-store.ts";
import { type ComposedMail, composeMime } from "../mail/compose-mime.ts";
import { splice } from "../mail/splice.ts";
import { type Flow, type FlowDeps, sendingFlow } from "./flow.ts";
import type { Remembered } from "./remembered.ts";
import type { Run } from "./run.ts";
import { everybody, type Share, sharesOf } from "./share.ts";
import type { Chunk, DeliveryStore, PlannedChunk } from "./store.ts";
import { openTurns, type Turns } from "./turns.ts";

/** What an issue is sent as: in one revision, from one address. */
export type Mails = { source: string; mails: Readonly<Record<Variant, ComposedMail>> };

/** What a process keeps between chunks: nothing that it could not read or make again. */
export type Sender = {
  /** Names this process in the leases it takes. */
  holder: string;
  /** The speed and the brake of an issue; new ones after they have stopped. */
  flow(issueId: string): Promise<Flow>;
  /** Of the chunks in hand, which are worked on at the same time. */
  inTurn: Turns;
  /** Throws `InvalidInput` when no message at all can be made of the rendition. */
  mails(run: Run): Promise<Mails>;
  /** The chunks of an issue that is planned. */
  plan(issueId: string): Promise<readonly PlannedChunk[]>;
  share(run: Run, place: Chunk): Promise<Share>;
  /** What this process has seen of an issue, for its sweep. */
  remembered(issueId: string): Promise<Remembered>;
};

export type SenderDeps = FlowDeps & {
  newsletters: Pick<NewsletterStore, "get">;
  renditions: Pick<RenditionStore, "get">;
  deliveries: Pick<DeliveryStore, "chunkSizes">;
  personal: PersonalLinks;
  clock: Clock;
  newWriteId: () => string;
  /** The SES configuration set whose events report on the mail; none on one machine. */
  configurationSet?: string | undefined;
};

const shardsAtATime = 4;

/** One per process. */
export const openSender = (deps: SenderDeps): Sender => {
  const flows = new Map<string, Promise<Flow>>();
  const mails = kept((_key: string, run: Run) => composeMails(deps, run), 4);
  const plans = kept((issueId: string) => readPlan(deps, issueId), 8);
  const remembered = kept(async (): Promise<Remembered> => ({ finished: new Map() }), 8);
  const shares = kept(async (_key: string, run: Run) => sharesOf(run, await plans(run.issueId)), 8);
  return {
    holder: deps.newWriteId(),
    async flow(issueId) {
      const pending = flows.get(issueId);
      const known = await pending;
      if (known && known.cause === undefined) return known;
      // Another lane may have made one while this one looked.
      const newest = flows.get(issueId);
      if (newest && newest !== pending) return newest;
      const flow = newFlow(deps);
      flows.set(issueId, flow);
      return flow;
    },
    inTurn: openTurns(),
    mails: (run) => mails(`${run.issueId} ${run.revision}`, run),
    plan: (issueId) => plans(issueId),
    remembered: (issueId) => remembered(issueId),
    async share(run, place) {
      if (run.ramp === undefined && run.softStart === undefined) return everybody;
      return (await shares(`${run.issueId} ${run.ramp} ${run.softStart}`, run))(place);
    },
  };
};

const newFlow = async (deps: FlowDeps): Promise<Flow> => sendingFlow(deps, await deps.rates.read(deps.storeNow()));

/** Remembers the last few answers; one that failed is asked for again. */
const kept = <More extends unknown[], Answer>(
  ask: (key: string, ...more: More) => Promise<Answer>,
  most: number,
): ((key: string, ...more: More) => Promise<Answer>) => {
  const answers = new Map<string, Promise<Answer>>();
  return (key, ...more) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(key, ...more);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    const [oldest] = answers.keys();
    if (answers.size > most && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
};

/** The manifests of a large issue are hundreds of megabytes to the store, however little of them it answers. */
const readPlan = async ({ deliveries }: SenderDeps, issueId: string): Promise<PlannedChunk[]> => {
  const plans = await inParallel(shards, shardsAtATime, async (shard) => {
    const plan: PlannedChunk[] = [];
    for await (const chunk of deliveries.chunkSizes(issueId, shard)) plan.push(chunk);
    return plan;
  });
  return plans.flat();
};

/** Found out before anybody is rejected for it: whether a message can be made at all. */
const composeMails = async (deps: SenderDeps, { newsletterId, issueId, revision }: Run): Promise<Mails> => {
  const [settings, rendition] = await Promise.all([
    deps.newsletters.get(newsletterId),
    deps.renditions.get(issueId, revision),
  ]);
  if (!settings || !rendition) throw new NotFound(`there is no revision ${revision} of issue ${issueId}`);
  const { newsletter } = settings;
  const { address } = newsletter.sender;
  const compose = (variant: Variant) => {
    const mail = composeMime({
      ...{ newsletter, rendition, variant, at: deps.clock(), configurationSet: deps.configurationSet },
    });
    const personal = deps.personal({ newsletterId, issueId }, "0".repeat(26));
    splice(mail, { to: { address }, deliveryId: issueId, ...personal });
    return mail;
  };
  return { source: address, mails: { everything: compose("everything"), photos: compose("photos") } };
};
