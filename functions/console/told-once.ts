import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { consoleCookies } from "./cookies.ts";

type Deps = { publicUrl: string };

/** Leads on, and has the next page say what came of it: a word that this page knows. No address can make a page say it. */
export const leadOn = ({ publicUrl }: Deps, context: Context, to: string, told: string): Response => {
  const { told: name, options } = consoleCookies(publicUrl);
  setCookie(context, name, told, { ...options, maxAge: 60 });
  return context.redirect(to, 303);
};

/** What the page before had to say, for this one time. */
export const toldOnce = ({ publicUrl }: Deps, context: Context): string | undefined => {
  const { told: name, options } = consoleCookies(publicUrl);
  const told = getCookie(context, name);
  if (told !== undefined) deleteCookie(context, name, options);
  return told;
};
