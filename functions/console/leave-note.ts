import { derivedId } from "../core/ids.ts";
import type { Clock } from "../core/time.ts";
import type { DeskStore } from "./desk-store.ts";

const mostNotes = 50;

/** What came of a note that somebody wants to leave. */
export type NoteLeft = { ok: true } | { ok: false; reason: "empty" | "too-many" };

/** Keeps what somebody who has a link says of the draft, as typed: at most fifty notes a link. */
export const leaveNote = async (
  deps: { clock: Clock; desk: Pick<DeskStore, "notes" | "addNote"> },
  { issueId, linkId, ...said }: { issueId: string; linkId: string; name: string; text: string },
): Promise<NoteLeft> => {
  const name = plainField(said.name).slice(0, 64) || "Somebody";
  const text = plainField(said.text).slice(0, 2_000);
  if (text === "") return { ok: false, reason: "empty" };
  if ((await deps.desk.notes(issueId, { most: mostNotes, linkId })).length >= mostNotes)
    return { ok: false, reason: "too-many" };
  const at = deps.clock();
  await deps.desk.addNote(issueId, { id: derivedId("note", linkId, name, text), linkId, at, name, text });
  return { ok: true };
};

/** Without control characters, line breaks as spaces, and nothing that turns the text around it. */
const plainField = (text: string): string =>
  text
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
