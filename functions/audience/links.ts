import { type Keyring, signToken } from "../core/signed-link.ts";
import type { Personal } from "../mail/splice.ts";

/** What a personal link is about: the newsletter, and the issue it stood in. */
export type LinkScope = { newsletterId: string; issueId: string };

export const linkScope = ({ newsletterId, issueId }: LinkScope): string => `${newsletterId}.${issueId}`;

/** Newsletter ids have no dot, so the first one ends them. */
export const newsletterOfScope = (scope: string): string => scope.split(".", 1)[0] ?? "";

export type PersonalLinks = (scope: LinkScope, subscriberId: string) => Pick<Personal, "links" | "unsubscribeMailto">;

/**
 * Makes what fills a mail's slots. Its links never expire: a mail may be read years later, and must let go then.
 * `unsubscribeMailbox` is an address whose mail somebody reads; without one, or an empty one, the mail offers https alone.
 */
export const personalLinks =
  (deps: { keyring: Keyring; publicUrl: string; unsubscribeMailbox?: string | undefined }): PersonalLinks =>
  (scope, subscriberId) => {
    const tokenFor = (purpose: "unsubscribe" | "preferences") =>
      signToken(deps.keyring, { purpose, subscriberId, scope: linkScope(scope), expiresAt: 0 });
    const token = tokenFor("unsubscribe");
    return {
      links: {
        unsubscribeUrl: `${deps.publicUrl}/unsubscribe/${token}`,
        preferencesUrl: `${deps.publicUrl}/preferences/${tokenFor("preferences")}`,
        viewUrl: `${deps.publicUrl}/newsletters/${scope.newsletterId}/issues/${scope.issueId}`,
      },
      unsubscribeMailto: deps.unsubscribeMailbox ? `mailto:${deps.unsubscribeMailbox}?subject=${token}` : undefined,
    };
  };
