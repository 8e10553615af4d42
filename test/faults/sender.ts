import { setTimeout as sleep } from "node:timers/promises";
import { sendIssue } from "../../functions/delivery/send-issue.ts";
import { brokenBy } from "./broken.ts";
import { partsOf } from "./parts.ts";
import { worldOfProcess } from "./world.ts";

/** One sender: takes part in sending the issue until it is done, or this process is. */
process.once("disconnect", () => process.exit());
const world = worldOfProcess();
const parts = brokenBy(world.breaks, partsOf(world), world);
let longestMs = 0;
const tellCall = (ms: number) => {
  if (ms > longestMs) process.send?.({ kind: "call", ms });
  longestMs = Math.max(longestMs, ms);
};
const handler = parts.ses.config.requestHandler;
const answered = handler.handle.bind(handler);
handler.handle = async (...input) => {
  const askedAt = performance.now();
  try {
    const answer = await answered(...input);
    const { statusCode, body } = answer.response as { statusCode: number; body: Uint8Array };
    const readable = statusCode < 500 && /<\/(MessageId|SentLast24Hours|Code)>/.test(Buffer.from(body).toString());
    if (!readable) process.send?.({ kind: "silence" });
    return answer;
  } catch (error) {
    process.send?.({ kind: "silence" });
    throw error;
  } finally {
    tellCall(performance.now() - askedAt);
  }
};
const settings = await parts.newsletters.get(world.newsletterId);
const rendition = await parts.renditions.latest(world.issueId);
if (!settings || !rendition) throw new Error("there is nothing to send");
process.send?.({ kind: "ready" });
for (;;) {
  const result = await sendIssue(parts, { newsletter: settings.newsletter, rendition }).catch((error: unknown) => {
    console.error(error);
    return undefined;
  });
  if (result?.ok) break;
  await sleep(result ? 500 : 50);
}
process.exit(0);
