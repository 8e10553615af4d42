import type { SESClient } from "@aws-sdk/client-ses";
import type { Asked } from "./asked.ts";
import { mayStartOf } from "./stand-still.ts";

export type Told = { kind: "silence" } | { kind: "call"; ms: number };

/** From now on the client tells of every request that nobody answered readably, and of the longest so far; counts all. */
export const tellCalls = (ses: SESClient, tell: (message: Told) => void, asked: Asked): void => {
  const handler = ses.config.requestHandler;
  const answered = handler.handle.bind(handler);
  let longestMs = 0;
  handler.handle = async (request, options) => {
    const askedAt = performance.now();
    asked.requests++;
    const mayStart = mayStartOf(options);
    const counted = () => {
      const may = mayStart?.() ?? true;
      if (!may) asked.withheld++;
      return may;
    };
    try {
      const answer = await answered(request, { ...options, mayStart: counted } as typeof options);
      const { statusCode, body } = answer.response as { statusCode: number; body: Uint8Array };
      const text = Buffer.from(body).toString();
      if (text.includes("Signature expired")) asked.tooOld++;
      const isReadable = statusCode < 500 && /<\/(MessageId|SentLast24Hours|Code)>/.test(text);
      if (!isReadable) tell({ kind: "silence" });
      return answer;
    } catch (error) {
      tell({ kind: "silence" });
      throw error;
    } finally {
      const ms = performance.now() - askedAt;
      if (ms > longestMs) tell({ kind: "call", ms });
      longestMs = Math.max(longestMs, ms);
    }
  };
};
