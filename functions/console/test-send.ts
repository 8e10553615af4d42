import type { SESClient } from "@aws-sdk/client-ses";
import { type ParsedAddress, parseAddress } from "../audience/address.ts";
import type { AudienceStore } from "../audience/store.ts";
import { NotFound } from "../core/errors.ts";
import { derivedId, keyedId } from "../core/ids.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Rendition, Variant } from "../core/rendition.ts";
import type { IssueName } from "../digest/issue.ts";
import { type RenderDeps, renderIssue } from "../digest/render-issue.ts";
import { composeMime } from "../mail/compose-mime.ts";
import { type SendRawDeps, sendRaw } from "../mail/send-raw.ts";
import { splice } from "../mail/splice.ts";
import type { DeskStore } from "./desk-store.ts";

export type TestSendDeps = RenderDeps & {
  newsletters: Pick<NewsletterStore, "get">;
  ses: SESClient;
  mailSlot?: SendRawDeps["mailSlot"];
  audience: Pick<AudienceStore, "suppressedAmong">;
  idKey: Uint8Array;
  desk: Pick<DeskStore, "claimTest" | "countTests" | "logTest">;
  publicUrl: string;
};

export type TestSend = IssueName & {
  by: string;
  /** Of whoever sends it, for the log. */
  name: string;
  addresses: readonly string[];
  draw: string;
  variant: Variant;
};

export type TestSent =
  | { ok: true; accepted: number; refused: number }
  | { ok: false; reason: "no-address" | "too-many" | "bad-address" | "suppressed-address" | "tests-today" }
  /** The same form was sent before, to the same people, of the same mail. */
  | { ok: false; reason: "sent-already" };

/** To so many people at once: it is a look at the mail, no way around the list. */
export const mostTestAddresses = 10;

/** So many mails one editor, or one key, sends as tests in a day of UTC. */
const mostTestsADay = 50;

/**
 * Sends the issue as it stands to a few people, the subject marked, with no way to unsubscribe anybody: no delivery is
 * made of it, and it counts in no report. Asked for twice by one form it is sent once; who is suppressed gets none.
 * What was sent to how many is kept; to whom is not.
 */
export const testSend = async (deps: TestSendDeps, input: TestSend): Promise<TestSent> => {
  const { newsletterId, issueId, by, name, variant } = input;
  const asked = addressesOf(input.addresses);
  if (!asked.ok) return asked;
  const { people } = asked;
  const subscriberIds = people.map(({ normalForm }) => keyedId(deps.idKey, normalForm));
  const [settings, stored, suppressed] = await Promise.all([
    deps.newsletters.get(newsletterId),
    deps.issues.get(newsletterId, issueId),
    deps.audience.suppressedAmong(subscriberIds),
  ]);
  if (!settings || !stored) throw new NotFound(`no issue ${issueId}`);
  if (suppressed.size > 0) return { ok: false, reason: "suppressed-address" };
  const rendition = await renderIssue(deps, input);
  const at = deps.clock();
  const id = derivedId("test", issueId, input.draw, String(stored.issue.edit), variant, ...subscriberIds);
  if (!(await deps.desk.claimTest(issueId, id))) return { ok: false, reason: "sent-already" };
  const count = { by, day: at.slice(0, 10), mails: people.length, most: mostTestsADay };
  if (!(await deps.desk.countTests(count))) return { ok: false, reason: "tests-today" };
  const accepted = await sendEach(deps, { id, rendition, variant, people, newsletter: settings.newsletter });
  const sent = { accepted, refused: people.length - accepted };
  await deps.desk.logTest(issueId, { id, at, by, name, variant, ...sent });
  return { ok: true, ...sent };
};

type Address = Extract<ParsedAddress, { ok: true }>;

type Asked =
  | { ok: true; people: readonly Address[] }
  | { ok: false; reason: "no-address" | "too-many" | "bad-address" };

const addressesOf = (typed: readonly string[]): Asked => {
  const addresses = [...new Set(typed.map((each) => each.trim()).filter(Boolean))];
  if (addresses.length === 0) return { ok: false, reason: "no-address" };
  if (addresses.length > mostTestAddresses) return { ok: false, reason: "too-many" };
  const parsed = addresses.map((each) => parseAddress(each));
  const people = parsed.flatMap((each) => (each.ok ? [each] : []));
  return people.length === parsed.length ? { ok: true, people } : { ok: false, reason: "bad-address" };
};

type Sending = {
  id: string;
  rendition: Rendition;
  variant: Variant;
  people: readonly Address[];
  newsletter: Newsletter;
};

/** How many of them were accepted; no answer counts as that. */
const sendEach = async (deps: TestSendDeps, sending: Sending): Promise<number> => {
  const { id, rendition, variant, people, newsletter } = sending;
  const marked = { ...rendition, subject: `[Test] ${rendition.subject}`.slice(0, 200) };
  const mail = composeMime({ newsletter, rendition: marked, variant, at: deps.clock() });
  const nowhere = `${deps.publicUrl}/newsletters/${newsletter.id}`;
  const links = { unsubscribeUrl: nowhere, preferencesUrl: nowhere, viewUrl: nowhere };
  const outcomes = await Promise.all(
    people.map(async ({ address }, place) => {
      const raw = splice(mail, { to: { address }, deliveryId: `test-${derivedId(id, String(place))}`, links });
      const { ses, mailSlot } = deps;
      return sendRaw({ ses, mailSlot }, { source: newsletter.sender.address, destination: address, raw });
    }),
  );
  return outcomes.filter(({ kind }) => kind === "accepted" || kind === "ambiguous").length;
};
