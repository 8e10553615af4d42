const throttled = /^(ProvisionedThroughputExceeded|Throttling|RequestLimitExceeded|TooManyRequests)/;
const unreachable = /^(ECONN|EPIPE|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|UND_ERR)/;

/**
 * Whether an error says that the store, or the way to it, cannot just now: throttled, no answer in time, an error of its
 * own. What was asked for is not at fault, and the same may hold later.
 */
export const isStoreBusy = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { name, code, $metadata } = error as Error & { code?: unknown; $metadata?: { httpStatusCode?: number } };
  if (name === "Retryable" || name === "TimeoutError" || throttled.test(name)) return true;
  return ($metadata?.httpStatusCode ?? 0) >= 500 || (typeof code === "string" && unreachable.test(code));
};
