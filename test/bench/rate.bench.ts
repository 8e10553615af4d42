import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { batchSize } from "../../functions/delivery/delivery.ts";
import { sendIssue } from "../../functions/delivery/send-issue.ts";
import { systemTimer } from "../../functions/delivery/timer.ts";
import { defaultRequestTimeoutMs } from "../../functions/mail/ses-client.ts";
import { bundleRoles } from "../faults/roles.ts";
import type { Row } from "../faults/row.ts";
import { sendingSeconds } from "../faults/rows-of-death.ts";
import { runRow } from "../faults/run-row.ts";
import { aSending } from "../support/delivery.ts";
import { aNewsletter, aRendition } from "../support/mail.ts";

const perSecond = 200;
const seconds = 60;
const sandboxQuota = 12;

/** What a run that is alone on its machine keeps: less of the rate is a defect of the sending, more of it is, too. */
const leastUsed = 0.95;
const leastUsedByEight = 0.9;
const mostUsed = 1.01;

/**
 * A real minute at 200 a second, a sandbox (one a second) until its day's quota is used up, and eight processes that
 * share the rate by the store's clock. Fails where the rate is not used, not kept, or SES throttles anybody.
 */
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
  const eight = await sendByEight();
  print(
    `${perSecond}/s, eight processes: ${eight.sent} sent, ${(100 * eight.used).toFixed(1)} % of the rate, throttled: ${eight.throttled}`,
  );
  const problems = [
    ...notKept("one process", { used, throttled: minute.throttled }, leastUsed),
    ...(minute.accepted === perSecond * seconds ? [] : [`${minute.accepted} sent by one process`]),
    ...(sandbox.accepted === sandboxQuota && sandbox.ended === "quota"
      ? []
      : ["the sandbox did not stop at its quota"]),
    ...notKept("eight processes", eight, leastUsedByEight),
    ...eight.breaches,
  ];
  if (problems.length > 0) throw new Error(problems.join("; "));
};

const notKept = (who: string, { used, throttled }: { used: number; throttled: number }, least: number): string[] => [
  ...(used >= least && used <= mostUsed ? [] : [`${who} used ${(100 * used).toFixed(1)} % of the rate`]),
  ...(throttled === 0 ? [] : [`${throttled} requests of ${who} were throttled`]),
];

/** Half a minute with real senders, each of which knows the time by the store's answers alone. */
const sendByEight = async () => {
  const folder = await mkdtemp(join(tmpdir(), "tearsheet-rate-"));
  try {
    const row: Row = {
      ...{ name: "rate", fault: "none", expected: "all at the rate", needs: [], strict: true },
      ses: () => ({ ratePerSecond: perSecond }),
    };
    const scriptOf = await bundleRoles(folder);
    const people = (perSecond * seconds) / 2;
    const outcome = await runRow(row, { engine: "dynalite", seed: 1, people, factor: 10, scriptOf });
    const { breaches, sums, offered } = outcome;
    // The last few wait for what the next sweep finds.
    const share = 0.95;
    return {
      sent: sums.sent,
      used: (share * sums.sent) / (sendingSeconds(outcome, share) * perSecond),
      throttled: offered - outcome.history.accepts.length,
      breaches: breaches.map(({ invariant, example }) => `${invariant}: ${example}`),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
