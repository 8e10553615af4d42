import type { Context } from "hono";
import { type Markup, pageHeaders } from "../../templates/pages/page.ts";

/** One of our pages as an answer, with the headers that every page has. */
export const answerPage = (
  context: Context,
  markup: Markup,
  status: 200 | 400 | 404 | 410 | 429 | 503 = 200,
  headers: Readonly<Record<string, string>> = pageHeaders,
) => context.html(markup, status, { ...headers });
