import type * as z from "zod";
import type { Instant } from "../core/time.ts";
import type { Actor } from "./act.ts";
import type { Editor, Role } from "./editor.ts";
import type { Refusal } from "./refuse.ts";

/** The names in a path such as `/newsletters/:newsletterId/issues/:issueId`. */
type Names<Path extends string> = Path extends `${string}/:${infer Name}/${infer Rest}`
  ? Name | Names<`/${Rest}`>
  : Path extends `${string}/:${infer Name}`
    ? Name
    : never;

export type ApiCall<Path extends string, Query, Body> = {
  params: Record<Names<Path>, string>;
  query: Query;
  body: Body;
  editor: Editor;
  /** As the audit names who asks. */
  actor: Actor;
  now: Instant;
  /** Says in the audit's line what else the call was done to: what it made, for one. */
  note: (on: Record<string, string>) => void;
  /** Whether the person proved themself in the last five minutes; never with an API key. */
  isFresh: boolean;
  /** Answers as the guard does who may not, and ends the call. */
  refuse: (reason: Refusal) => Promise<never>;
  /** What no other call has; ids of what the call creates are derived from it. */
  draw: string;
};

type Shape<Path extends string, Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType> = {
  /** Below `/api`. */
  path: Path;
  role: Role;
  /** One sentence for the document: what it guarantees. */
  summary: string;
  query?: Query;
  /** Ids of a path that do not fit throw `NotFound`; what `handle` throws becomes the status that its class names. */
  answer: Answer;
  handle(call: ApiCall<Path, z.output<Query>, z.output<Body>>): Promise<z.input<Answer>>;
};

type Reads = {
  method: "get";
  /** As of a change, where it gives people's addresses away. */
  act?: string;
};
type Changes<Body extends z.ZodType> = {
  method: "post" | "put" | "patch" | "delete";
  body?: Body;
  /** Noun and verb, for the audit: `issue.approve`. */
  act: string;
  /** Asks for a sign-in of the last five minutes; an API key cannot give one. */
  fresh?: boolean;
};

/** A call of the API as `apiRoutes` serves it and `openApi` describes it. */
export type ApiRoute = Omit<Shape<string, z.ZodType, z.ZodType, z.ZodType>, "handle"> &
  (Reads | Changes<z.ZodType>) & { handle(call: ApiCall<string, unknown, unknown>): Promise<unknown> };

/**
 * Declares a call of the API, once: who may make it, what goes in, what comes out, and what it does. The same schemas
 * check the call and stand in the document. Without `query` or `body` there is none, and `handle` gets `undefined`.
 */
export const apiRoute = <
  const Path extends `/${string}`,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
  Answer extends z.ZodType = z.ZodType,
>(
  route: Shape<Path, Query, Body, Answer> & (Reads | Changes<Body>),
): ApiRoute => route as unknown as ApiRoute;
