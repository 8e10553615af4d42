import * as z from "zod";
import type { Challenge } from "./challenge.ts";

/** What a service that works as Turnstile does is set up with; `verifyUrl` is where its `siteverify` is. */
export type TurnstileSettings = { siteKey: string; secret: string; scriptUrl: string; verifyUrl: string };

const answerSchema = z.object({ success: z.boolean() });
const longestAnswer = 2048;

/** Cloudflare's Turnstile, or hCaptcha and others with the same protocol: the widget's answer is asked about once. */
export const turnstile = (
  { post }: { post: (url: string, form: Readonly<Record<string, string>>) => Promise<unknown> },
  { siteKey, secret, scriptUrl, verifyUrl }: TurnstileSettings,
): Challenge => ({
  siteKey,
  scriptUrl,
  async passes(answer, visitor) {
    if (answer === "" || answer.length > longestAnswer) return false;
    const said = await post(verifyUrl, { secret, response: answer, ...(visitor && { remoteip: visitor }) });
    return answerSchema.safeParse(said).data?.success ?? false;
  },
});
