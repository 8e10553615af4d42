import type { PersonalLinks } from "../audience/links.ts";
import { NotFound } from "../core/errors.ts";
import { keptLast } from "../core/kept-last.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Variant } from "../core/rendition.ts";
import type { Clock } from "../core/time.ts";
import type { RenditionStore } from "../digest/rendition-store.ts";
import { type ComposedMail, composeMime } from "../mail/compose-mime.ts";
import { splice } from "../mail/splice.ts";
import { type ChunkTurns, openChunkTurns } from "./chunk-turns.ts";
import { type Flow, type FlowDeps, sendingFlow } from "./flow.ts";
import { type Overview, type OverviewDeps, openOverview } from "./overview.ts";
import type { Run } from "./run.ts";

/** What an issue is sent as: in one revision, from one address. */
export type Mails = { source: string; mails: Readonly<Record<Variant, ComposedMail>> };

/** What a process keeps between chunks: nothing that it could not read or make again. */
export type Sender = Overview & {
  /** Names this process in the leases it takes. */
  holder: string;
  /** The speed and the brake of an issue; new ones after they have stopped. */
  flow(issueId: string): Promise<Flow>;
  /** Of the chunks in hand, which are worked on at the same time. */
  inTurn: ChunkTurns;
  /** Throws `InvalidInput` when no message at all can be made of the rendition. */
  mails(run: Run): Promise<Mails>;
};

export type SenderDeps = FlowDeps &
  OverviewDeps & {
    newsletters: Pick<NewsletterStore, "get">;
    renditions: Pick<RenditionStore, "get">;
    personal: PersonalLinks;
    clock: Clock;
    newWriteId: () => string;
    /** The SES configuration set whose events report on the mail; none on one machine. */
    configurationSet?: string | undefined;
  };

/** One per process. */
export const openSender = (deps: SenderDeps): Sender => {
  const flows = new Map<string, Promise<Flow>>();
  const mails = keptLast((_key: string, run: Run) => composeMails(deps, run), 4);
  return {
    ...openOverview(deps),
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
    inTurn: openChunkTurns(),
    mails: (run) => mails(`${run.issueId} ${run.revision}`, run),
  };
};

const newFlow = async (deps: FlowDeps): Promise<Flow> => sendingFlow(deps, await deps.rates.read(deps.storeNow()));

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
