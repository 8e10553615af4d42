import * as z from "zod";
import { notAnAddress, parseAddress } from "../audience/address.ts";
import type { RightsStore } from "../audience/rights-store.ts";
import type { AudienceStore } from "../audience/store.ts";
import { type Subscriber, subscriberSchema } from "../audience/subscriber.ts";
import { type Suppression, suppressionSchema } from "../audience/suppression.ts";
import { InvalidInput } from "../core/errors.ts";
import { keyedId } from "../core/ids.ts";
import type { Newsletter } from "../core/newsletter.ts";
import { instantSchema } from "../core/time.ts";
import { type TellDeps, tellDelivery } from "../delivery/tell-delivery.ts";
import type { IssueStore } from "../digest/store.ts";
import { clockFace } from "./desk-words.ts";

export type TellSubscriberDeps = Omit<TellDeps, "audience"> & {
  audience: TellDeps["audience"] & Pick<AudienceStore, "get">;
  rights: Pick<RightsStore, "everythingAbout">;
  issues: Pick<IssueStore, "latest">;
};

/** What is known of one person for one newsletter, in words, the latest first. */
export const subscriberStorySchema = z.object({
  id: z.string(),
  address: z.string(),
  /** `erased`: nothing is kept but that they were; `nobody`: they never subscribed. */
  state: z.enum(["pending", "confirmed", "unsubscribed", "erased", "nobody"]),
  name: z.string().optional(),
  variant: z.enum(["everything", "photos"]).optional(),
  pausedUntil: instantSchema.optional(),
  suppression: suppressionSchema.optional(),
  history: z.array(z.object({ at: instantSchema, words: z.string() })),
  issues: z.array(z.object({ issueId: z.string(), subject: z.string(), words: z.string() })),
});
export type SubscriberStory = z.infer<typeof subscriberStorySchema>;

const mostIssues = 8;
const latestIssues = 30;

/** One person's story: how they came, what they chose, and what became of the last issues for them. Changes nothing. */
export const tellSubscriber = async (
  deps: TellSubscriberDeps,
  { newsletter, address: said }: { newsletter: Newsletter; address: string },
): Promise<SubscriberStory> => {
  const { address, id } = readAddress(deps, said);
  const [about, subscriber] = await Promise.all([
    deps.rights.everythingAbout(newsletter.id, id),
    deps.audience.get(newsletter.id, id),
  ]);
  const suppression = suppressionSchema.safeParse(about.suppression).data;
  const erasedAt = about.erasure && instantSchema.parse(about.erasure.at);
  const issues = await issuesOf(deps, newsletter, { id, address, isKnown: subscriber !== undefined });
  return {
    ...{ id, address, suppression, issues },
    state: subscriber?.state ?? (erasedAt ? "erased" : "nobody"),
    ...(subscriber && { name: subscriber.name, ...subscriber.preferences }),
    history: [
      ...(subscriber ? lived(subscriberSchema.parse(subscriber)) : []),
      ...(suppression ? [{ at: suppression.at, words: suppressedWords[suppression.reason] }] : []),
      ...(erasedAt ? [{ at: erasedAt, words: "What was known of them was erased" }] : []),
    ].toSorted((a, b) => (a.at < b.at ? 1 : -1)),
  };
};

/** Who is meant by an address that somebody typed. Throws `InvalidInput` for what is none. */
export const readAddress = (deps: { idKey: Uint8Array }, said: string): { address: string; id: string } => {
  const parsed = parseAddress(said.trim());
  if (!parsed.ok) throw new InvalidInput(`address: ${notAnAddress[parsed.reason]}`);
  return { address: parsed.address, id: keyedId(deps.idKey, parsed.normalForm) };
};

const issuesOf = async (
  deps: TellSubscriberDeps,
  newsletter: Newsletter,
  { id, address, isKnown }: { id: string; address: string; isKnown: boolean },
): Promise<SubscriberStory["issues"]> => {
  const gone = (await deps.issues.latest(newsletter.id, latestIssues))
    .filter(({ state }) => state === "handed-over")
    .slice(0, mostIssues);
  const told = await Promise.all(
    gone.map(async ({ id: issueId, subject }) => {
      const name = { newsletterId: newsletter.id, issueId };
      const one = await tellDelivery(deps, { ...name, address, when: (at) => clockFace(newsletter, at) });
      if (one.subscriberId !== id) throw new Error("an address has two ids");
      return one.delivery || isKnown ? [{ issueId, subject, words: one.story }] : [];
    }),
  );
  return told.flat();
};

export const suppressedWords: Readonly<Record<Suppression["reason"], string>> = {
  manual: "Mail was forbidden by hand",
  bounce: "Mail came back for good, so none goes there",
  complaint: "They called mail of ours spam, so none goes there",
};

const leftWords = {
  "too-many": "too many mails",
  "not-mine": "not what they expected",
  "never-asked": "they never asked for it",
  other: "another reason",
} as const;

const lived = (who: Subscriber): SubscriberStory["history"] => {
  const { consent, imported, confirmedAt, unsubscribedAt, leftBecause, welcomed, movedFrom, movedTo } = who;
  const place = consent?.place ? ` on ${consent.place}` : "";
  const proof = imported?.askedAt
    ? `which says that they asked at ${imported.askedAt.slice(0, 10)}`
    : "without proof of when they asked";
  return [
    ...(consent
      ? [
          {
            at: consent.askedAt,
            words: `Asked for it by the form “${consent.form}”${place}, wording ${consent.wording}`,
          },
        ]
      : []),
    ...(imported ? [{ at: imported.importedAt, words: `Came by a list, ${imported.file}, ${proof}` }] : []),
    ...(confirmedAt
      ? [{ at: confirmedAt, words: movedFrom ? "Confirmed, moving from another address" : "Confirmed" }]
      : []),
    ...(welcomed ? [{ at: welcomed.at, words: "Was sent the welcome" }] : []),
    ...(unsubscribedAt
      ? [
          {
            at: unsubscribedAt,
            words: movedTo
              ? "Moved to another address"
              : `Unsubscribed${leftBecause ? `: ${leftWords[leftBecause]}` : ""}`,
          },
        ]
      : []),
  ];
};
