/** What the receiver of a one-click POST answered; `moved` and `refused` would leave a reader subscribed. */
export type OneClickOutcome = "unsubscribed" | "refused" | "moved" | "unreachable";

/**
 * Unsubscribes as a mail program does (RFC 8058 §3.1): one POST of the one agreed field, without cookies or referrer,
 * following no redirect. `post` is a plain fetch and not the guarded one, since the address is on this machine.
 */
export const postOneClick = async (deps: { post: typeof fetch }, url: string): Promise<OneClickOutcome> => {
  try {
    const answer = await deps.post(url, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
      redirect: "manual",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(10_000),
    });
    await answer.body?.cancel();
    if (answer.status >= 300 && answer.status < 400) return "moved";
    return answer.ok ? "unsubscribed" : "refused";
  } catch {
    return "unreachable";
  }
};
