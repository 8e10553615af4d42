import type { Context } from "hono";
import { html } from "hono/html";
import { HTTPException } from "hono/http-exception";
import { Conflict, InvalidInput, NotFound, Retryable } from "../core/errors.ts";
import { showPage } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { wantsJson } from "./refuse.ts";

const titles = {
  400: "That cannot be done so",
  404: "There is no such thing",
  409: "It has changed meanwhile",
  503: "Busy: try again in a moment",
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
  const body = html`<ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul>`;
  return showPage(context, { title: titles[status], body }, status);
};

const statusOf = (error: Error): keyof typeof titles | undefined => {
  if (error instanceof InvalidInput) return 400;
  if (error instanceof NotFound) return 404;
  if (error instanceof Conflict) return 409;
  return error instanceof Retryable ? 503 : undefined;
};
