import { derivedId } from "../core/ids.ts";
import { type Keyring, signToken, verifyToken } from "../core/signed-link.ts";
import { addMilliseconds, type Clock, hour, type Instant } from "../core/time.ts";
import { type IssueName, issueNamed } from "../digest/issue.ts";
import type { DeskStore, DraftLink } from "./desk-store.ts";

const lastsMilliseconds = 72 * hour;

export type DraftLinkDeps = { keyring: Keyring; clock: Clock; publicUrl: string };

const seconds = (at: Instant): number => Math.floor(Date.parse(at) / 1000);

/** The address that shows a draft to whoever has it: signed, for 72 hours, until somebody revokes it. */
export const draftUrl = (
  { keyring, publicUrl }: Omit<DraftLinkDeps, "clock">,
  issueId: string,
  link: DraftLink,
): string =>
  `${publicUrl}/drafts/${signToken(keyring, { purpose: "draft", subscriberId: link.id, scope: issueId, expiresAt: seconds(link.until) })}`;

/** Makes a link to a draft; of one `draw` there is one link, however often it is asked for. */
export const makeDraftLink = async (
  deps: DraftLinkDeps & { desk: Pick<DeskStore, "addLink"> },
  { issueId, by, draw }: { issueId: string; by: string; draw: string },
): Promise<DraftLink> => {
  const at = deps.clock();
  const link = { id: derivedId("draft", issueId, draw), at, by, until: addMilliseconds(at, lastsMilliseconds) };
  await deps.desk.addLink(issueId, link);
  return link;
};

/** The issue that a token shows; `undefined` for one that is forged, over or revoked, which all look alike. */
export const draftOfToken = async (
  deps: DraftLinkDeps & { desk: Pick<DeskStore, "link"> },
  token: string,
): Promise<IssueName | undefined> => {
  const verified = verifyToken(deps.keyring, "draft", token, seconds(deps.clock()));
  if (!verified.ok) return undefined;
  const { scope, subscriberId } = verified.claim;
  return (await deps.desk.link(scope, subscriberId)) && issueNamed(scope);
};
