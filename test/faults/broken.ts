import { ineligibility } from "../../functions/audience/eligibility.ts";
import { shards } from "../../functions/audience/shard.ts";
import { toInstant } from "../../functions/core/time.ts";
import { type Claim, isHeld } from "../../functions/delivery/claim.ts";
import { chunkSize } from "../../functions/delivery/delivery.ts";
import { everyTry, evidenceMark } from "../../functions/delivery/evidence.ts";
import type { PlannedRecipient } from "../../functions/delivery/manifest.ts";
import type { PlanDeps, PlanInput } from "../../functions/delivery/plan-shard.ts";
import type { Standing } from "../../functions/delivery/standing.ts";
import type { DeliveryStore } from "../../functions/delivery/store.ts";
import { withEvidence } from "../support/evidence.ts";
import type { FaultParts } from "./parts.ts";
import type { World } from "./world.ts";

/**
 * The rules of sending, each broken on purpose: parts that look like the real ones. A harness that finds nothing wrong
 * with one of these proves nothing.
 */
const breakages: Record<string, (parts: FaultParts, world: World) => FaultParts> = {
  "default-retries": (parts) => {
    const { requestHandler } = parts.ses.config;
    requestHandler.handle = threeTimes(requestHandler.handle.bind(requestHandler));
    return parts;
  },
  "resend-when-a-lease-ends": (parts) => ({ ...parts, deliveries: withClaims(parts.deliveries, forgetful) }),
  "cursor-at-fetch": (parts) => ({ ...parts, deliveries: withWrites(parts.deliveries, ahead) }),
  "writes-without-the-fence": (parts) => ({ ...parts, deliveries: unfenced(parts.deliveries) }),
  "manifests-by-first-id": (parts) => parts,
  "resend-without-rule-10": (parts) => ({ ...parts, ...credulous(parts) }),
  "companions-unheard": (parts) => ({ ...parts, stream: unheard(parts.stream) }),
};

/** Companions that SES took, as if the events of all of them had come. */
const unheard = (stream: FaultParts["stream"]): FaultParts["stream"] => ({
  ...stream,
  companions: async (issueId) =>
    (await stream.companions(issueId)).map((each) => ({ ...each, back: new Set(Array(each.taken).keys()) })),
});

/** Events, a queue and a probe that always look well. */
const credulous = ({ events, deliveries, stream, storeTime }: FaultParts): Pick<FaultParts, "events" | "stream"> => ({
  events: {
    ...events,
    async evidence(place) {
      const sent = [...(await deliveries.messageIds(place)).keys()];
      const marks = sent.flatMap((index) => everyTry.map((attempt) => evidenceMark({ index, try: attempt })));
      return withEvidence(await events.evidence(place), "sent", marks);
    },
  },
  stream: {
    ...stream,
    state: async () => ({ deadLetters: 0, oldestEventMs: 0, seenAt: storeTime().now }),
    slowestDelayMs: async () => 0,
    async probes() {
      const { now } = storeTime();
      return [{ slot: "0", sentAt: now, isBack: true, backAt: now }];
    },
  },
});

/** What the client of AWS does by default: any answer that is lost, or says that SES failed, is asked for again. */
const threeTimes =
  (handle: FaultParts["ses"]["config"]["requestHandler"]["handle"]): typeof handle =>
  async (...input) => {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await handle(...input);
        if (tries === 3 || answer.response.statusCode < 500) return answer;
      } catch (error) {
        if (tries === 3) throw error;
      }
    }
  };

export const brokenBy = (rule: string | undefined, parts: FaultParts, world: World): FaultParts => {
  if (rule === undefined) return parts;
  const breakage = breakages[rule];
  if (!breakage) throw new Error(`no such rule to break: ${rule}`);
  return breakage(parts, world);
};

/** What was begun under a lease that ended counts as never begun. */
const forgetful = (claim: Claim): Claim =>
  isHeld(claim, toInstant(Date.now()))
    ? claim
    : { ...claim, recipients: claim.recipients.map(from("intent", { state: "pending" })), doubts: new Map() };

/** Whoever is begun counts as sent. */
const ahead = (claim: Claim): Claim => ({
  ...claim,
  recipients: claim.recipients.map(from("intent", { state: "sent", reason: "accepted" })),
  doubts: new Map([...claim.doubts].filter(([index]) => claim.recipients[index]?.state !== "intent")),
});

const from =
  (state: Standing["state"], to: Omit<Standing, "try">) =>
  (recipient: Standing): Standing =>
    recipient.state === state ? { ...to, try: recipient.try } : recipient;

const withClaims = (deliveries: DeliveryStore, change: (claim: Claim) => Claim): DeliveryStore => ({
  ...deliveries,
  claim: async (place) => {
    const claim = await deliveries.claim(place);
    return claim && change(claim);
  },
  claims: async function* (issueId, shard, from) {
    for await (const [chunk, claim] of deliveries.claims(issueId, shard, from)) yield [chunk, change(claim)];
  },
});

const withWrites = (deliveries: DeliveryStore, change: (claim: Claim) => Claim): DeliveryStore => ({
  ...deliveries,
  putClaim: (place, before, after) => deliveries.putClaim(place, before, change(after)),
});

/** Writes over whatever is there. */
const unfenced = (deliveries: DeliveryStore): DeliveryStore => ({
  ...deliveries,
  async putClaim(place, before, after) {
    for (;;) {
      const stored = (await deliveries.claim(place)) ?? { ...before, version: 0 };
      if (await deliveries.putClaim(place, stored, { ...after, version: stored.version + 1 })) return true;
    }
  },
});

/** Plans with the first id of a manifest as its key: two planners that saw different people meet nowhere. */
export const planByFirstId = async (
  deps: PlanDeps & { deliveries: Pick<DeliveryStore, "manifests"> },
  input: Omit<PlanInput, "shard">,
  some: readonly string[] = shards,
): Promise<number> => {
  for (const shard of some) {
    let after = "0";
    for await (const { recipients } of deps.deliveries.manifests(input.issueId, shard))
      after = recipients.at(-1)?.id ?? after;
    let page: PlannedRecipient[] = [];
    const write = async () => {
      const chunk = page[0]?.id;
      if (chunk)
        await deps.deliveries.putManifest(input.issueId, shard, { chunk, position: 0, recipients: page, end: false });
      page = [];
    };
    for await (const subscriber of deps.audience.inShard(input.newsletterId, shard, after)) {
      if (ineligibility(subscriber, false, input.frozenAt) !== undefined) continue;
      if ((subscriber.confirmedAt ?? "9") > input.frozenAt) continue;
      page.push({ id: subscriber.id, variant: subscriber.preferences.variant });
      if (page.length === chunkSize) await write();
    }
    await write();
  }
  return 0;
};
