import { batchSize } from "../../functions/delivery/delivery.ts";
import { sendIssue } from "../../functions/delivery/send-issue.ts";
import { systemTimer } from "../../functions/delivery/timer.ts";
import { defaultRequestTimeoutMs } from "../../functions/mail/ses-client.ts";
import { aSending } from "../support/delivery.ts";
import { aNewsletter, aRendition } from "../support/mail.ts";

const perSecond = 200;
const seconds = 60;
const sandboxQuota = 12;

/** A real minute at 200 a second, and a sandbox (one a second) until its day's quota is used up. */
export const bench = async (print: (line: string) => void): Promise<void> => {
  const minute = await sendFor({ people: perSecond * seconds, ratePerSecond: perSecond, dailyQuota: -1 });
  const used = minute.accepted / (minute.elapsedSeconds * perSecond);
  print(
    `${perSecond}/s, batches of ${batchSize(perSecond)}: ${minute.accepted} sent in ${minute.elapsedSeconds.toFixed(1)} s, ` +
      `${(100 * used).toFixed(1)} % of the rate, then ${minute.ended}; throttled: ${minute.throttled}`,
  );
  const sandbox = await sendFor({ people: 20, ratePerSecond: 1, dailyQuota: sandboxQuota });
  print(
    `1/s, ${sandboxQuota} a day: ${sandbox.accepted} sent in ${sandbox.elapsedSeconds.toFixed(1)} s, then ${sandbox.ended}; ` +
      `throttled: ${sandbox.throttled}`,
  );
};

const sendFor = async ({ people, ...settings }: { people: number; ratePerSecond: number; dailyQuota: number }) => {
  const sending = await aSending(people, settings, defaultRequestTimeoutMs);
  try {
    const { ses } = sending.deps;
    const { requestHandler } = ses.config;
    const answered = requestHandler.handle.bind(requestHandler);
    let throttled = 0;
    const acceptedAt: number[] = [];
    requestHandler.handle = async (request, options) => {
      const answer = await answered(request, options);
      const text = Buffer.from(answer.response.body).toString();
      if (text.includes("<MessageId>")) acceptedAt.push(performance.now());
      if (text.includes("sending rate exceeded")) throttled++;
      return answer;
    };
    const storeNow = () => performance.timeOrigin + performance.now();
    const deps = { ...sending.deps, timer: systemTimer, storeNow };
    const result = await sendIssue(deps, { newsletter: aNewsletter({ softStart: false }), rendition: aRendition() });
    const elapsedSeconds = ((acceptedAt.at(-1) ?? 0) - (acceptedAt[0] ?? 0)) / 1000;
    return { accepted: acceptedAt.length, elapsedSeconds, throttled, ended: result.ok ? result.state : result.reason };
  } finally {
    await sending.close();
  }
};
