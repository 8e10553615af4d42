import * as z from "zod";

/** The ways to look at a message, as they stand in the address; anything else there is the default. */
export const parts = ["mail", "text", "headers", "source", "links"] as const;
export const widths = ["fit", "375", "700"] as const;
export const schemes = ["light", "dark"] as const;
export const switches = ["on", "off"] as const;

export const viewSchema = z.object({
  part: z.enum(parts).catch("mail"),
  width: z.enum(widths).catch("fit"),
  scheme: z.enum(schemes).catch("light"),
  images: z.enum(switches).catch("on"),
});
export type View = z.infer<typeof viewSchema>;

const defaults: View = { part: "mail", width: "fit", scheme: "light", images: "on" };

/** The query that shows `view`: only what differs from the default. */
export const viewQuery = (view: View): string => {
  const query = new URLSearchParams();
  for (const key of ["part", "width", "scheme", "images"] as const)
    if (view[key] !== defaults[key]) query.set(key, view[key]);
  return query.size > 0 ? `?${query}` : "";
};

/** Where the list is, and what is looked for in it. */
export const listSchema = z.object({
  q: z.string().trim().max(200).catch("").default(""),
  before: z.coerce.number().int().positive().optional().catch(undefined),
  after: z.coerce.number().int().min(0).optional().catch(undefined),
  limit: z.coerce.number().int().min(1).max(200).catch(50).default(50),
});
