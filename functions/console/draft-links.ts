import { derivedId } from "../core/ids.ts";
import { bodyForNobody, type Variant } from "../core/rendition.ts";
import { type Keyring, signToken, verifyToken } from "../core/signed-link.ts";
import { addMilliseconds, type Clock, hour, type Instant } from "../core/time.ts";
import { type IssueName, issueNamed } from "../digest/issue.ts";
import { type RenderDeps, renderIssue } from "../digest/render-issue.ts";
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

/** `draw` is the form's; a pinned one shows the mail as it stands now. */
export type DraftLinkAsked = { by: string; draw: string; pinned: boolean; variant: Variant };

/**
 * Makes a link to a draft, to follow it or pinned to the mail as it stands; of one `draw` there is one link, however
 * often it is asked for.
 */
export const makeDraftLink = async (
  deps: DraftLinkDeps & RenderDeps & { desk: Pick<DeskStore, "addLink" | "pin"> },
  { newsletterId, issueId, by, draw, pinned, variant }: IssueName & DraftLinkAsked,
): Promise<DraftLink> => {
  const at = deps.clock();
  const id = derivedId("draft", issueId, draw, ...(pinned ? ["pinned"] : []), variant);
  const link = { id, at, by, until: addMilliseconds(at, lastsMilliseconds), pinned, variant };
  if (pinned) await deps.desk.pin(issueId, id, await draftHtml(deps, { newsletterId, issueId }, variant));
  await deps.desk.addLink(issueId, link);
  return link;
};

/** The mail of a draft without its personal links. */
export const draftHtml = async (deps: RenderDeps, name: IssueName, variant: Variant): Promise<string> =>
  bodyForNobody(await renderIssue(deps, name), { variant, part: "html", url: "#" });

/** The issue that a token shows; `undefined` for one that is forged, over or revoked, which all look alike. */
export const draftOfToken = async (
  deps: DraftLinkDeps & { desk: Pick<DeskStore, "link"> },
  token: string,
): Promise<(IssueName & { link: DraftLink }) | undefined> => {
  const verified = verifyToken(deps.keyring, "draft", token, seconds(deps.clock()));
  if (!verified.ok) return undefined;
  const { scope, subscriberId } = verified.claim;
  const link = await deps.desk.link(scope, subscriberId);
  return link && { ...issueNamed(scope), link };
};

/** The links that still show the draft, each with its address. */
export const openLinks = async (
  deps: Omit<DraftLinkDeps, "clock"> & { desk: Pick<DeskStore, "links"> },
  issueId: string,
  now: Instant,
): Promise<(DraftLink & { url: string })[]> =>
  (await deps.desk.links(issueId))
    .filter(({ until }) => until > now)
    .map((link) => ({ ...link, url: draftUrl(deps, issueId, link) }));
