/** What the way to the store does to requests: shares from 0 to 1, drawn by lot for each. */
export type StoreFaults = {
  /** Writes under a condition that are refused though it holds. */
  conditionFails: number;
  throttled: number;
  /** Writes that are made and answered with an error. */
  appliedButFailed: number;
  /** Every request waits so long. */
  slowMs: number;
  /** How far the `Date` of every answer is off. */
  dateOffMs: number;
};

export const noStoreFaults: StoreFaults = {
  conditionFails: 0,
  throttled: 0,
  appliedButFailed: 0,
  slowMs: 0,
  dateOffMs: 0,
};

export type StoreRequest = { target: string; body: string };

/** What happens to one request, by one lot from 0 up to but not 1. */
export type StoreFate = "served" | "conditionFails" | "throttled" | "appliedButFailed";

const writes = /\.(PutItem|UpdateItem|DeleteItem)$/;
const reads = /\.(GetItem|Query|BatchGetItem)$/;

export const isWrite = ({ target }: StoreRequest): boolean => writes.test(target);

export const fateOf = (faults: StoreFaults, request: StoreRequest, lot: number): StoreFate => {
  const write = isWrite(request);
  if (!write && !reads.test(request.target)) return "served";
  const conditional = write && request.body.includes('"ConditionExpression"');
  let from = 0;
  const falls = (share: number, into: boolean) => {
    const hit = lot >= from && lot < from + share;
    from += share;
    return hit && into;
  };
  if (falls(faults.throttled, true)) return "throttled";
  if (falls(faults.appliedButFailed, write)) return "appliedButFailed";
  return falls(faults.conditionFails, conditional) ? "conditionFails" : "served";
};

const coral = "com.amazonaws.dynamodb.v20120810#";

/** What DynamoDB answers. */
export const failures = {
  conditionFails: {
    status: 400,
    type: `${coral}ConditionalCheckFailedException`,
    message: "The conditional request failed",
  },
  throttled: {
    status: 400,
    type: `${coral}ProvisionedThroughputExceededException`,
    message: "The level of configured provisioned throughput for the table was exceeded",
  },
  appliedButFailed: { status: 500, type: `${coral}InternalServerError`, message: "Internal server error" },
} as const satisfies Record<Exclude<StoreFate, "served">, { status: number; type: string; message: string }>;
