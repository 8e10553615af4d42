import * as z from "zod";
import { InvalidInput } from "../core/errors.ts";
import type { Change } from "../digest/change-log.ts";
import { type Edit, editSchema } from "../digest/edit.ts";

/** What a form of the desk asks for: an edit, or the way back from the last. */
export type Asked = { edit: Edit } | { undo: number };

/**
 * Reads the fields of a form. A button's `do` holds what it does as a query, so that one form serves a page of buttons;
 * words left empty are taken back; a tap on a picture comes in pixels of the size it was shown in.
 */
export const readEdit = (form: Readonly<Record<string, unknown>>): Asked => {
  const fields: Record<string, unknown> = { ...form, ...Object.fromEntries(new URLSearchParams(text(form.do))) };
  if (fields.kind === "undo") return { undo: wholeNumber(fields.n) };
  const kind = text(fields.kind);
  const given = { ...fields, ...numbers(fields), ...(kind === "words" && { text: text(fields.text).trim() || null }) };
  const parsed = editSchema.safeParse({ ...given, ...(kind === "focal-point" && { point: pointOf(fields) }) });
  if (!parsed.success)
    throw new InvalidInput(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
  return { edit: parsed.data };
};

const wholeNumber = (value: unknown): number => {
  const parsed = z.coerce.number().int().positive().safeParse(value);
  if (!parsed.success) throw new InvalidInput("n: is the number of a change");
  return parsed.data;
};

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const numbers = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...(fields.to !== undefined && { to: Number(fields.to) }),
  ...(fields.kind === "sponsor" && { shown: fields.shown === "true" }),
  ...(fields.kind === "sensitive" && { sensitive: fields.sensitive === "true" }),
});

const pointOf = (fields: Readonly<Record<string, unknown>>): { x: number; y: number } | null => {
  if (fields.clear !== undefined) return null;
  if (fields.x !== undefined) return { x: within(Number(fields.x)), y: within(Number(fields.y)) };
  const [width = 1, height = 1] = text(fields.shown).split("x").map(Number);
  return { x: within(Number(fields["at.x"]) / width), y: within(Number(fields["at.y"]) / height) };
};

const within = (share: number): number => Math.min(Math.max(share, 0), 1);

/** Which edit of an issue it was, for the audit. */
export const editNote = (asked: Asked, { n }: Pick<Change, "n">): Record<string, string> => ({
  change: String(n),
  kind: "undo" in asked ? "undo" : asked.edit.kind,
});
