import type { SESClient } from "@aws-sdk/client-ses";
import type { Asked } from "./asked.ts";
import { mayStartOf } from "./stand-still.ts";

export type Told = { kind: "silence" } | { kind: "mostly silent" } | { kind: "call"; ms: number };

/** A sender judges SES by as many answers at least and at most: with more than half of them missing it pauses the issue. */
const [judgedFrom, judgedAtMost] = [20, 200];
/** A turn of the process's own clock; whoever stands still for a second has none. */
const turnMs = 50;

/** Whether more than half of the last have no answer, however many are looked at: a sender begins its count anew at times. */
const isMostlySilent = (silences: readonly boolean[]): boolean => {
  let missing = 0;
  return silences.toReversed().some((isSilence, nth) => {
    missing += Number(isSilence);
    return nth + 1 >= judgedFrom && missing > (nth + 1) / 2;
  });
};

/**
 * From now on the client tells of every request that was made and that nobody answered readably, of a process that more than half of its
 * last had no answer, and of the longest call so far, from when its bytes went, by turns in which the process was awake;
 * counts all.
 */
export const tellCalls = (ses: SESClient, tell: (message: Told) => void, asked: Asked): void => {
  const handler = ses.config.requestHandler;
  const answered = handler.handle.bind(handler);
  let longestMs = 0;
  let turns = 0;
  setInterval(() => turns++, turnMs).unref();
  let silences: boolean[] = [];
  const judge = (isSilence: boolean) => {
    if (isSilence) tell({ kind: "silence" });
    silences = [...silences, isSilence].slice(-judgedAtMost);
    if (isMostlySilent(silences)) tell({ kind: "mostly silent" });
  };
  handler.handle = async (request, options) => {
    let startedAt: number | undefined;
    asked.requests++;
    const mayStart = mayStartOf(options);
    const counted = () => {
      const may = mayStart?.() ?? true;
      if (may) startedAt = turns;
      else asked.withheld++;
      return may;
    };
    try {
      const answer = await answered(request, { ...options, mayStart: counted } as typeof options);
      const { statusCode, body } = answer.response as { statusCode: number; body: Uint8Array };
      const text = Buffer.from(body).toString();
      if (text.includes("Signature expired")) asked.tooOld++;
      const isReadable = statusCode < 500 && /<\/(MessageId|SentLast24Hours|Code)>/.test(text);
      judge(!isReadable);
      return answer;
    } catch (error) {
      // Of what was not started no mail can be made.
      if (startedAt !== undefined) judge(true);
      throw error;
    } finally {
      const ms = startedAt === undefined ? 0 : turnMs * (turns - startedAt);
      if (ms > longestMs) tell({ kind: "call", ms });
      longestMs = Math.max(longestMs, ms);
    }
  };
};
