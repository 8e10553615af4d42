import type { SESClient } from "@aws-sdk/client-ses";
import { parseAddress } from "../audience/address.ts";
import { NotFound } from "../core/errors.ts";
import { derivedId } from "../core/ids.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Variant } from "../core/rendition.ts";
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
  desk: Pick<DeskStore, "logTest">;
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
  | { ok: false; reason: "no-address" | "too-many" | "bad-address" };

/** To so many people at once: it is a look at the mail, no way around the list. */
export const mostTestAddresses = 10;

/**
 * Sends the issue as it stands to a few people, the subject marked, with no way to unsubscribe anybody: no delivery is
 * made of it, and it counts in no report. What was sent to how many is kept; to whom is not.
 */
export const testSend = async (deps: TestSendDeps, input: TestSend): Promise<TestSent> => {
  const { newsletterId, issueId, by, name, draw, variant } = input;
  const addresses = [...new Set(input.addresses.map((each) => each.trim()).filter(Boolean))];
  if (addresses.length === 0) return { ok: false, reason: "no-address" };
  if (addresses.length > mostTestAddresses) return { ok: false, reason: "too-many" };
  const parsed = addresses.map((each) => parseAddress(each));
  if (parsed.some(({ ok }) => !ok)) return { ok: false, reason: "bad-address" };
  const settings = await deps.newsletters.get(newsletterId);
  if (!settings) throw new NotFound(`there is no newsletter ${newsletterId}`);
  const { newsletter } = settings;
  const rendition = await renderIssue(deps, input);
  const at = deps.clock();
  const marked = { ...rendition, subject: `[Test] ${rendition.subject}`.slice(0, 200) };
  const mail = composeMime({ newsletter, rendition: marked, variant, at });
  const nowhere = `${deps.publicUrl}/newsletters/${newsletterId}`;
  const links = { unsubscribeUrl: nowhere, preferencesUrl: nowhere, viewUrl: nowhere };
  const outcomes = await Promise.all(
    parsed.map(async (each, place) => {
      if (!each.ok) return "refused";
      const deliveryId = `test-${derivedId("test", issueId, draw, String(place))}`;
      const raw = splice(mail, { to: { address: each.address }, deliveryId, links });
      const { kind } = await sendRaw(
        { ses: deps.ses, mailSlot: deps.mailSlot },
        { source: newsletter.sender.address, destination: each.address, raw },
      );
      return kind === "accepted" || kind === "ambiguous" ? "accepted" : "refused";
    }),
  );
  const accepted = outcomes.filter((each) => each === "accepted").length;
  const sent = { accepted, refused: outcomes.length - accepted };
  await deps.desk.logTest(issueId, { id: derivedId("test", issueId, draw), at, by, name, variant, ...sent });
  return { ok: true, ...sent };
};
