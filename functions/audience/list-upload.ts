import * as z from "zod";
import { newsletterIdPattern } from "../core/newsletter.ts";
import { type SaidState, saidStates } from "./list-state.ts";

/** A list that was uploaded, by where it lies: `lists/<newsletter>/<state or as-listed>/<file>`. */
export type ListUpload = { newsletterId: string; state: SaidState | undefined; file: string };

const keyPattern = new RegExp(`^lists/(${newsletterIdPattern})/([a-z-]+)/([^/]{1,200})$`);

const saidSchema = z.enum(["as-listed", ...saidStates]);

/** `undefined` for a key that says no such thing. */
export const listUploadOf = (key: string): ListUpload | undefined => {
  const [, newsletterId, said, file] = keyPattern.exec(key) ?? [];
  const state = saidSchema.safeParse(said);
  if (newsletterId === undefined || file === undefined || !state.success) return undefined;
  return { newsletterId, file, state: state.data === "as-listed" ? undefined : state.data };
};

/** Goes on with a list after the rows that are done. */
const portionSchema = z.object({ key: z.string(), after: z.int().min(0) });
export type Portion = z.infer<typeof portionSchema>;

/** Goes on with a list that an editor brought. */
export const importHintSchema = z.object({ newsletterId: z.string(), importId: z.string() });

const notificationSchema = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })),
});

/**
 * The portions that a message asks for: our own, or S3's word that files were uploaded. S3's test of the queue, and its
 * word of things that are no lists, ask for none. Throws for what is neither.
 */
export const portionsOf = (body: string): Portion[] => {
  const message = z
    .union([portionSchema, notificationSchema, z.object({ Event: z.literal("s3:TestEvent") })])
    .parse(JSON.parse(body));
  if ("key" in message) return [message];
  if (!("Records" in message)) return [];
  // Keys come as in a form: spaces are a plus.
  return message.Records.map(({ s3 }) => ({ key: decodeURIComponent(s3.object.key.replaceAll("+", " ")), after: 0 }));
};
