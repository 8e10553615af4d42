import { GetSendQuotaCommand, type SESClient } from "@aws-sdk/client-ses";

/** What the account may send: messages a second, and how many more today (`Infinity` where SES sets no limit). */
export type SendQuota = { ratePerSecond: number; leftToday: number };

/** Asks SES what the account may send. Throws what the client throws: nothing was sent, the call may be repeated. */
export const readQuota = async ({ ses }: { ses: SESClient }): Promise<SendQuota> => {
  const quota = await ses.send(new GetSendQuotaCommand({}));
  const { MaxSendRate = 1, Max24HourSend = 0, SentLast24Hours = 0 } = quota;
  return {
    ratePerSecond: MaxSendRate > 0 ? MaxSendRate : 1,
    leftToday: Max24HourSend < 0 ? Number.POSITIVE_INFINITY : Math.max(0, Max24HourSend - SentLast24Hours),
  };
};
