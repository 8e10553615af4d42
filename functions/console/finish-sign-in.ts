import { randomBytes } from "node:crypto";
import { derivedId } from "../core/ids.ts";
import type { Clock } from "../core/time.ts";
import type { AuditStore } from "./audit-store.ts";
import { type Editor, roles } from "./editor.ts";
import type { Person } from "./identity-provider.ts";
import type { SessionKey } from "./session.ts";
import type { SessionStore } from "./session-store.ts";

export type FinishSignInDeps = {
  sessions: Pick<SessionStore, "begin" | "end">;
  audit: Pick<AuditStore, "begin">;
  wallClock: Clock;
  newWriteId: () => string;
};

export type FinishedSignIn = { ok: true; key: SessionKey; editor: Editor } | { ok: false; reason: "no-role" };

/**
 * Begins a session of its own for every sign-in, and ends the one that the browser had: a key that was known before the
 * sign-in is worth nothing after it. Somebody without a role gets none.
 */
export const finishSignIn = async (
  deps: FinishSignInDeps,
  { person, before }: { person: Person; before: SessionKey | undefined },
): Promise<FinishedSignIn> => {
  const editor = editorOf(person);
  if (before) await deps.sessions.end(before);
  if (editor.roles.length === 0) return { ok: false, reason: "no-role" };
  const now = deps.wallClock();
  const key = { editorId: editor.id, secret: randomBytes(32).toString("base64url") };
  await deps.sessions.begin(key, { editor, startedAt: now, seenAt: now, provenAt: person.provenAt });
  const by = { id: editor.id, name: editor.name, via: "console" as const };
  await deps.audit.begin({ id: deps.newWriteId(), at: now, by, act: "session.begin", on: {}, outcome: "done" });
  return { ok: true, key, editor };
};

/** A group counts when it is called like a role, with or without `tearsheet-` before it. */
const editorOf = ({ issuer, subject, name, email, groups }: Person): Editor => ({
  id: derivedId("editor", issuer, subject),
  name,
  email,
  roles: roles.filter((role) => groups.includes(role) || groups.includes(`tearsheet-${role}`)),
});
