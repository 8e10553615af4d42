const withinMs = 5_000;
const mostBytes = 64 * 1024;

/**
 * `postForm` for functions that otherwise reach AWS alone, by Node's own fetch: 200 kB of clients are not worth
 * one small form to a service that the stage's settings name. Follows no redirect, and never throws for what happens.
 */
export const fetchForm = async (url: string, form: Readonly<Record<string, string>>): Promise<unknown> => {
  if (!url.startsWith("https:")) return undefined;
  try {
    // biome-ignore lint/style/noRestrictedGlobals: the operator names the one address, and no visitor has a say in it
    const answer = await fetch(url, {
      method: "POST",
      redirect: "error",
      signal: AbortSignal.timeout(withinMs),
      body: new URLSearchParams(form),
    });
    const text = await answer.text();
    return answer.ok && text.length <= mostBytes ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
};
