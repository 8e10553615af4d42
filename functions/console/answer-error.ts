import type { Context } from "hono";
import { html } from "hono/html";
import { HTTPException } from "hono/http-exception";
import { Conflict, InvalidInput, NotFound, Retryable } from "../core/errors.ts";
import { showPage } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { wantsJson } from "./refuse.ts";
import { consolePath } from "./sign-in-paths.ts";

const titles = {
  400: "That cannot be done so",
  404: "That is not here",
  409: "It has changed meanwhile",
  503: "Busy: try again in a moment",
} as const;

const onwards = {
  400: "Go back a page: what you typed is still there.",
  404: "",
  409: "Go back a page, open it anew, and do it again if it still holds.",
  503: "Go back a page, and do it again.",
} as const;

/**
 * What a route threw, as an answer: the four errors by their statuses, to a program as `{ error, problems }`, to a
 * person as a page. A defect is thrown on.
 */
export const answerError = (error: Error, context: Context<ConsoleEnv>): Response | Promise<Response> => {
  if (error instanceof HTTPException) return error.getResponse();
  const status = statusOf(error);
  if (!status) throw error;
  if (status === 503) context.header("retry-after", "5");
  const problems = error instanceof InvalidInput ? error.problems : [error.message];
  if (wantsJson(context)) return context.json({ error: error.message, problems }, status);
  const what = problems.map(asSentence);
  const body = html`${what.length === 1 ? html`<p>${what[0]}</p>` : html`<ul>${what.map((each) => html`<li>${each}</li>`)}</ul>`}
<p>${onwards[status]} <a href="${consolePath}">To the start</a></p>`;
  return showPage(context, { title: titles[status], body }, status);
};

const asSentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.?!]$/.test(words) ? "" : "."}`;

const statusOf = (error: Error): keyof typeof titles | undefined => {
  if (error instanceof InvalidInput) return 400;
  if (error instanceof NotFound) return 404;
  if (error instanceof Conflict) return 409;
  return error instanceof Retryable ? 503 : undefined;
};
