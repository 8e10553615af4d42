import type { SESClient } from "@aws-sdk/client-ses";

export type Told = { kind: "silence" } | { kind: "call"; ms: number };

/** From now on the client tells of every request that nobody answered readably, and of the longest so far. */
export const tellCalls = (ses: SESClient, tell: (message: Told) => void): void => {
  const handler = ses.config.requestHandler;
  const answered = handler.handle.bind(handler);
  let longestMs = 0;
  handler.handle = async (...input) => {
    const askedAt = performance.now();
    try {
      const answer = await answered(...input);
      const { statusCode, body } = answer.response as { statusCode: number; body: Uint8Array };
      const isReadable = statusCode < 500 && /<\/(MessageId|SentLast24Hours|Code)>/.test(Buffer.from(body).toString());
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
