import PostalMime from "postal-mime";
import { shards } from "../../functions/audience/shard.ts";
import { verifyToken } from "../../functions/core/signed-link.ts";
import { openClaim } from "../../functions/delivery/claim.ts";
import { companionNamed } from "../../functions/delivery/companions.ts";
import { probeNamed } from "../../functions/delivery/probe.ts";
import type { AcceptedMessage } from "../../local/ses/accepted-message.ts";
import type { Accept, History, Part, Recipient, Written } from "./checker.ts";
import type { FaultParts } from "./parts.ts";
import { idOf, keyring } from "./people.ts";

/** The ledger of an issue as its stores tell it. */
export const readLedger = async (
  { deliveries, runs }: Pick<FaultParts, "deliveries" | "runs">,
  issueId: string,
): Promise<Pick<History, "parts" | "recipients" | "audience">> => {
  const parts: Part[] = [];
  const recipients: Recipient[] = [];
  for (const shard of shards) {
    const claims = new Map<string, ReturnType<typeof openClaim>>();
    for await (const [chunk, claim] of deliveries.claims(issueId, shard)) claims.set(chunk, claim);
    for await (const { chunk, recipients: planned } of deliveries.manifests(issueId, shard)) {
      if (planned.length === 0) continue;
      parts.push({ shard, chunk, recipients: planned.map(({ id }) => id) });
      const claim = claims.get(chunk) ?? openClaim(planned.length);
      for (const [index, { id }] of planned.entries()) {
        const standing = claim.recipients[index] ?? { state: "pending", try: 1 };
        const { intentAt, ambiguousAt } = claim.doubts.get(index) ?? {};
        const doubt = {
          ...(intentAt && { intentAt: Date.parse(intentAt) }),
          ...(ambiguousAt && { ambiguousAt: Date.parse(ambiguousAt) }),
        };
        const place = [issueId, shard, chunk, index].join("_");
        recipients.push({ place, id, ...standing, ...doubt });
      }
    }
  }
  return { parts, recipients, audience: (await runs.get(issueId))?.audience };
};

/** What the result items of the parts say. */
export const readWritten = async (
  { deliveries }: Pick<FaultParts, "deliveries">,
  { issueId, parts }: { issueId: string; parts: readonly Part[] },
): Promise<Written[]> => {
  const written: Written[] = [];
  for (const { shard, chunk } of parts)
    for (const { revision, messageIds } of await deliveries.results({ issueId, shard, chunk }))
      for (const [index, messageId] of Object.entries(messageIds))
        written.push({ place: [issueId, shard, chunk, index].join("_"), messageId, revision });
  return written;
};

/** Whether it was sent to SES's simulator beside somebody in doubt. */
export const isCompanion = ({ recipients, tags: { delivery = "" } }: AcceptedMessage): boolean =>
  recipients.includes("success@simulator.amazonses.com") && companionNamed(delivery) !== undefined;

/** Whether it is for somebody: a probe of the sender is for nobody, nor is a companion of a doubt. */
export const isDelivery = (message: AcceptedMessage): boolean =>
  probeNamed(message.tags.delivery ?? "") === undefined && !isCompanion(message);

export const acceptsOf = (messages: readonly AcceptedMessage[]): Accept[] =>
  messages.map(({ id, acceptedAt, deliveryId, recipients }) => ({
    ...{ at: Date.parse(acceptedAt), messageId: id, deliveryId, recipients },
  }));

/** What is wrong with mails that were kept: each is for the one it was sent to, in every part that is personal. */
export const badMailsOf = async (
  messages: readonly AcceptedMessage[],
  kept: ReadonlyMap<number, Buffer>,
): Promise<string[]> => {
  const problems = await Promise.all(
    messages.map(async (message) => {
      const raw = kept.get(message.sequence);
      return raw && badMail(message, raw);
    }),
  );
  return problems.filter((problem) => problem !== undefined);
};

const badMail = async (message: AcceptedMessage, raw: Buffer): Promise<string | undefined> => {
  const { to = [], headers, html = "", text = "" } = await PostalMime.parse(raw);
  const header = (name: string) => headers.find(({ key }) => key === name)?.value ?? "";
  const [address = ""] = message.recipients;
  const token = /unsubscribe\/([\w-]+)>/.exec(header("list-unsubscribe"))?.[1] ?? "";
  const verified = verifyToken(keyring, "unsubscribe", token, 0);
  const wrong = {
    "its To": to.length !== 1 || to[0]?.address !== address,
    "its delivery id": header("x-delivery-id") !== message.deliveryId,
    "its link": !verified.ok || verified.claim.subscriberId !== idOf(address),
    "its HTML": !html.includes(token) || !html.trimEnd().endsWith("</html>"),
    "its text": !text.includes(token),
  };
  const what = Object.entries(wrong).find(([, isWrong]) => isWrong)?.[0];
  return what && `${message.deliveryId}: ${what} is not its recipient's`;
};
