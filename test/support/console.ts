import { randomBytes } from "node:crypto";
import { consoleCookies } from "../../functions/console/cookies.ts";
import type { Editor, Role } from "../../functions/console/editor.ts";
import { formToken, type SessionKey, writeSessionKey } from "../../functions/console/session.ts";
import { sessionStore } from "../../functions/console/session-store.ts";
import { derivedId } from "../../functions/core/ids.ts";
import type { Table } from "../../functions/core/store.ts";
import type { Instant } from "../../functions/core/time.ts";

export const anEditor = (changes: Partial<Editor> = {}): Editor => ({
  id: derivedId("editor", changes.name ?? "Ines"),
  name: "Ines",
  email: "ines@flashbulb.example",
  roles: ["editor"],
  ...changes,
});

/** A browser that is signed in: what it sends with each request, and what a page of ours would put into a form. */
export type SignedIn = {
  editor: Editor;
  key: SessionKey;
  cookie: { name: string; value: string };
  token: string;
  /** Opens a page. */
  opens: Record<string, string>;
  /** What a script of our page sends, its token in the header. */
  asks: Record<string, string>;
  /** A form of our page, with its fields. */
  form(fields?: Record<string, string>): RequestInit & { headers: Record<string, string> };
};

/** Signs somebody of the role in at `now`, as the sign-in does; `provenAt` says since when they are proven. */
export const signInAs = async (
  table: Table,
  role: Role | undefined,
  { now, publicUrl, provenAt = now }: { now: Instant; publicUrl: string; provenAt?: Instant },
): Promise<SignedIn> => {
  const editor = anEditor({ name: role ?? "nobody", roles: role ? [role] : [] });
  const key = { editorId: editor.id, secret: randomBytes(32).toString("base64url") };
  await sessionStore(table).begin(key, { editor, startedAt: now, seenAt: now, provenAt });
  const cookie = { name: consoleCookies(publicUrl).session, value: writeSessionKey(key) };
  const token = formToken(key.secret, randomBytes(16).toString("base64url"));
  const own = { cookie: `${cookie.name}=${cookie.value}` };
  const { origin } = new URL(publicUrl);
  const form = (fields: Record<string, string> = {}) => ({
    method: "POST",
    headers: { ...own, origin, "content-type": "application/x-www-form-urlencoded", accept: "text/html" },
    body: new URLSearchParams({ formToken: token, ...fields }).toString(),
  });
  const opens = { ...own, accept: "text/html" };
  const asks = {
    ...own,
    origin,
    "x-form-token": token,
    accept: "application/json",
    "content-type": "application/json",
  };
  return { editor, key, cookie, token, opens, asks, form };
};
