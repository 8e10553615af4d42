import type { SlotName } from "../core/rendition.ts";
import { type Keyring, signToken } from "../core/signed-link.ts";

/** What a personal link is about: the newsletter, and the issue it stood in. */
export type LinkScope = { newsletterId: string; issueId: string };

export const linkScope = ({ newsletterId, issueId }: LinkScope): string => `${newsletterId}.${issueId}`;

/** Newsletter ids have no dot, so the first one ends them. */
export const newsletterOfScope = (scope: string): string => scope.split(".", 1)[0] ?? "";

/** Makes the links that fill a mail's slots. They never expire: a mail may be read years later, and must let go then. */
export const personalLinks =
  ({ keyring, publicUrl }: { keyring: Keyring; publicUrl: string }) =>
  (scope: LinkScope, subscriberId: string): Readonly<Record<SlotName, string>> => {
    const token = (purpose: "unsubscribe" | "preferences") =>
      signToken(keyring, { purpose, subscriberId, scope: linkScope(scope), expiresAt: 0 });
    return {
      unsubscribeUrl: `${publicUrl}/unsubscribe/${token("unsubscribe")}`,
      preferencesUrl: `${publicUrl}/preferences/${token("preferences")}`,
      viewUrl: `${publicUrl}/issues/${scope.issueId}`,
    };
  };
