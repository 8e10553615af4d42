/**
 * Dollars in us-east-1, on demand, without any free tier, as the price pages of the services say in November 2026. SES
 * itself (0.10 a thousand) is left out: whoever sends by it pays that.
 */
export const prices = {
  /** A write of up to 1 KB: https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  storeWriteUnit: 0.625e-6,
  /** A consistent read of up to 4 KB. */
  storeReadUnit: 0.125e-6,
  /** https://aws.amazon.com/lambda/pricing/ (arm64) */
  functionRequest: 0.2e-6,
  functionGigabyteSecond: 13.3334e-6,
  /** https://aws.amazon.com/sqs/pricing/ (standard; what SNS delivers is a request, too) */
  queueRequest: 0.4e-6,
  /** https://aws.amazon.com/sns/pricing/ (delivery to SQS is free) */
  publish: 0.5e-6,
  /** https://aws.amazon.com/cloudwatch/pricing/ (logs taken in, a gigabyte) */
  logGigabyte: 0.5,
  /** The same page: an alarm of standard resolution, a metric of our own, a dashboard; a month each. */
  alarm: 0.1,
  ownMetric: 0.3,
  dashboard: 3,
  /** https://aws.amazon.com/secrets-manager/pricing/ (a month) */
  secret: 0.4,
} as const;

/** Lambda asks each queue by five requests at a time, of twenty seconds, whether anything is in it or not. */
const requestsOfIdleQueue = ((30 * 24 * 3600) / 20) * 5;

/** Dollars a month of one thing that stands whether anybody is mailed or not. */
export const standing = {
  alarms: prices.alarm,
  "metrics of our own": prices.ownMetric,
  dashboard: prices.dashboard,
  secrets: prices.secret,
  queues: requestsOfIdleQueue * prices.queueRequest,
} as const;

/** What was used of each service. */
export type Usage = {
  storeWriteUnits: number;
  storeReadUnits: number;
  functionRequests: number;
  functionGigabyteSeconds: number;
  queueRequests: number;
  publishes: number;
  logBytes: number;
};

export const noUsage: Usage = {
  ...{ storeWriteUnits: 0, storeReadUnits: 0, functionRequests: 0, functionGigabyteSeconds: 0 },
  ...{ queueRequests: 0, publishes: 0, logBytes: 0 },
};

export type Bill = { store: number; functions: number; queues: number; events: number; logs: number; all: number };

export const billOf = (usage: Usage): Bill => {
  const store = usage.storeWriteUnits * prices.storeWriteUnit + usage.storeReadUnits * prices.storeReadUnit;
  const functions =
    usage.functionRequests * prices.functionRequest + usage.functionGigabyteSeconds * prices.functionGigabyteSecond;
  const queues = usage.queueRequests * prices.queueRequest;
  const events = usage.publishes * prices.publish;
  const logs = (usage.logBytes / 2 ** 30) * prices.logGigabyte;
  return { store, functions, queues, events, logs, all: store + functions + queues + events + logs };
};
