import * as z from "zod";
import { instantSchema } from "../core/time.ts";

/** What somebody may do, the least first: each role may do what those before it may. */
export const roles = ["viewer", "editor", "sender", "admin"] as const;
const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** Somebody signed in to the console; for a call with an API key the key stands in their place. */
export const editorSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  roles: z.array(roleSchema),
});
export type Editor = z.infer<typeof editorSchema>;

/** An editor, and when they last signed in. */
export const knownEditorSchema = editorSchema.extend({ signedInAt: instantSchema });
export type KnownEditor = z.infer<typeof knownEditorSchema>;

/** Whether one of the editor's roles is `role` or stands above it. */
export const mayAs = ({ roles: held }: Pick<Editor, "roles">, role: Role): boolean =>
  held.some((each) => roles.indexOf(each) >= roles.indexOf(role));
