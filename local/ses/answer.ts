import type { SesError } from "./ses-error.ts";

/** What happens on the connection: an answer, silence, or its end. */
export type Answer =
  | { kind: "answer"; status: number; xml: string; requestId: string }
  | { kind: "hang"; seconds: number }
  | { kind: "drop" };

const namespace = "http://ses.amazonaws.com/doc/2010-12-01/";

/** The answer to an action that went well; `result` is XML already. */
export const succeeded = (action: string, result: string, requestId: string): Answer => ({
  kind: "answer",
  status: 200,
  requestId,
  xml: `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`,
});

export const failed = (error: SesError, requestId: string): Answer => ({
  kind: "answer",
  status: error.status,
  requestId,
  xml: `<ErrorResponse xmlns="${namespace}"><Error><Type>${error.type}</Type><Code>${escaped(error.code)}</Code><Message>${escaped(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
});

/** A 200 whose document stops in the middle: the client knows that something was accepted, and not what. */
export const unreadable = (action: string, requestId: string): Answer => ({
  kind: "answer",
  status: 200,
  requestId,
  xml: `<${action}Response xmlns="${namespace}"><${action}Result><MessageI`,
});

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escaped = (text: string): string => text.replace(/[&<>]/g, (character) => entities[character] ?? "");
