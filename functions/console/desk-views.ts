import * as z from "zod";

/** How the mail is looked at. */
export const views = {
  desktop: "Desktop",
  phone: "Phone",
  dark: "Dark",
  "dark-phone": "Dark phone",
  "images-off": "Pictures off",
  text: "Text",
  photos: "Photos only",
} as const;
export type ViewName = keyof typeof views;

/** The view that an address asks for; the first when it asks for none. */
export const viewSchema = z.enum(Object.keys(views) as [ViewName, ...ViewName[]]).catch("desktop");

/** What an address ends in that keeps the view. */
export const viewQuery = (view: ViewName): string => (view === "desktop" ? "" : `?view=${view}`);
