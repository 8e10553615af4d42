import type { CookieOptions } from "hono/utils/cookie";

/** The cookies of the console, as they are called and set at one address. */
export type ConsoleCookies = {
  session: string;
  /** One for each sign-in that is under way, so that two tabs may sign in at once. */
  attempt(state: string): string;
  /** Somebody signed out here: the provider is not to let them in again by itself. */
  leftBy: string;
  /** What the next page says of what was just done. */
  told: string;
  options: CookieOptions;
};

/**
 * By https every cookie is `__Host-`: Secure, of this host alone, of no path. Plain http is for the loopback address
 * only, where Safari refuses Secure cookies; browsers share cookies among the ports of a host, so the port is in the
 * name there.
 */
export const consoleCookies = (publicUrl: string): ConsoleCookies => {
  const { protocol, port } = new URL(publicUrl);
  const secure = protocol === "https:";
  const name = secure ? "__Host-tearsheet" : `tearsheet-${port || "80"}`;
  return {
    session: name,
    attempt: (state) => `${name}-${state.slice(0, 8)}`,
    leftBy: `${name}-left`,
    told: `${name}-told`,
    options: { path: "/", httpOnly: true, sameSite: "Lax", secure },
  };
};
