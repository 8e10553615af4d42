import { derivedId } from "../core/ids.ts";
import type { Clock } from "../core/time.ts";
import type { AuditStore } from "./audit-store.ts";
import type { DeskStore } from "./desk-store.ts";

const mostNotes = 50;

export type LeaveNoteDeps = {
  clock: Clock;
  wallClock: Clock;
  newWriteId: () => string;
  desk: Pick<DeskStore, "notes" | "addNote">;
  audit: Pick<AuditStore, "begin" | "end">;
};

/** What came of a note that somebody wants to leave. */
export type NoteLeft = { ok: true } | { ok: false; reason: "empty" | "too-many" };

/**
 * Keeps what somebody who has a link says of the draft, as typed: at most fifty notes a link, each with its line in the
 * audit. The same note left again is the one that is there.
 */
export const leaveNote = async (
  deps: LeaveNoteDeps,
  { issueId, linkId, ...said }: { issueId: string; linkId: string; name: string; text: string },
): Promise<NoteLeft> => {
  const name = plainField(said.name).slice(0, 64) || "Somebody";
  const text = plainField(said.text).slice(0, 2_000);
  if (text === "") return { ok: false, reason: "empty" };
  const notes = await deps.desk.notes(issueId, { most: mostNotes, linkId });
  const id = derivedId("note", linkId, name, text);
  if (notes.some((note) => note.id === id)) return { ok: true };
  if (notes.length >= mostNotes) return { ok: false, reason: "too-many" };
  const by = { id: linkId, name, via: "link" as const };
  const act = { id: deps.newWriteId(), at: deps.wallClock(), by, act: "draft-link.note", on: { issueId, linkId } };
  await deps.audit.begin(act);
  await deps.desk.addNote(issueId, { id, linkId, at: deps.clock(), name, text });
  await deps.audit.end(act, "done");
  return { ok: true };
};

/** Without control characters, line breaks as spaces, and nothing that turns the text around it. */
const plainField = (text: string): string =>
  text
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
