import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as z from "zod";
import type { Newsletter } from "../core/newsletter.ts";
import { forReader } from "./reader-language.ts";
import { signUp } from "./sign-up.ts";
import type { SignUpRoutesDeps } from "./sign-up-routes.ts";
import { shownToken } from "./time-trap.ts";

export const signUpApiPath = (newsletterId: string): string => `/newsletters/${newsletterId}/sign-up.json`;

const largestBody = 4 * 1024;

const bodySchema = z.object({
  address: z.string(),
  name: z.string().default(""),
  form: z.string().default("page"),
  /** What GET answered, when the form was shown. */
  shown: z.string().default(""),
  sure: z.boolean().default(false),
  challenge: z.string().default(""),
  /** Of the form: a field that no person sees, and that stays empty. */
  website: z.string().default(""),
});

/**
 * Signing up for scripts of sites that the newsletter names (`signUp.origins`), and for programs.
 *
 * - `GET /newsletters/{id}/sign-up.json`: `{ shown }`, asked for when the form is shown.
 * - `POST`, as JSON `{ address, name?, form?, shown, sure?, challenge?, website? }`: 202 for every address that can be
 *   mailed, whatever is known of it; 400 with what was wrong; 409 with a `suggestion` for a likely slip (send `sure` to
 *   insist); 428 when `shown` is missing or too young, with a new one; 429, 503 as the page.
 *
 * All the limits of the page hold here.
 */
export const signUpApi = (deps: SignUpRoutesDeps): Hono => {
  const routes = new Hono();
  const path = signUpApiPath(":newsletter");
  const shownNow = ({ id }: Newsletter): string => shownToken(deps.keyring, id, deps.clock());
  const answer = (context: Context, newsletter: Newsletter, status: Status, body: object) => {
    context.header("cache-control", "no-store");
    context.header("vary", "origin");
    const origin = context.req.header("origin");
    if (origin !== undefined && newsletter.signUp.origins.includes(origin)) {
      context.header("access-control-allow-origin", origin);
      context.header("access-control-allow-headers", "content-type");
      context.header("access-control-allow-methods", "GET, POST");
      context.header("access-control-max-age", "3600");
    }
    return status === 204 ? context.body(null, 204) : context.json(body, status);
  };
  const withNewsletter =
    (work: (context: Context, newsletter: Newsletter) => Promise<Response> | Response) =>
    async (context: Context): Promise<Response> => {
      const stored = await deps.newsletters.get(context.req.param("newsletter") ?? "");
      if (!stored) return context.json({ error: "there is no such newsletter" }, 404);
      return work(context, stored.newsletter);
    };

  routes.options(
    path,
    withNewsletter((context, newsletter) => answer(context, newsletter, 204, {})),
  );
  routes.get(
    path,
    withNewsletter((context, newsletter) => answer(context, newsletter, 200, { shown: shownNow(newsletter) })),
  );
  routes.post(
    path,
    bodyLimit({ maxSize: largestBody }),
    withNewsletter(async (context, newsletter) => {
      const body = bodySchema.safeParse(await context.req.json().catch(() => undefined));
      if (!body.success) return answer(context, newsletter, 400, { error: "body" });
      const { challenge, website, ...asked } = body.data;
      const result = await signUp(deps, {
        ...asked,
        newsletter,
        language: forReader(context, newsletter).language,
        trap: website,
        visitor: deps.visitorOf?.(context),
        challengeAnswer: challenge,
      });
      await deps.wake?.();
      if (result.ok) return answer(context, newsletter, 202, { asked: true });
      if (result.reason === "once-more")
        return answer(context, newsletter, 428, { error: result.reason, shown: shownNow(newsletter) });
      if (result.reason === "slip")
        return answer(context, newsletter, 409, { error: result.reason, suggestion: result.suggestion });
      const because = "because" in result ? { because: result.because } : {};
      return answer(context, newsletter, statusOf[result.reason], { error: result.reason, ...because });
    }),
  );
  return routes;
};

type Status = 200 | 202 | 204 | 400 | 404 | 409 | 428 | 429 | 503;

const statusOf = { address: 400, name: 400, challenge: 400, form: 404, "too-many": 429, closed: 503 } as const;
