import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** A request to the store has its answer so soon, or its error, all its attempts together. */
export const storeOverMs = 10_000;
const attempts = 3;
/** The SDK waits for less than this between them, on the average. */
const betweenAttemptsMs = 500;

/**
 * A client of DynamoDB whose every request ends: without limits of our own one that hangs would outlive the lease that it
 * is made under. `overMs`: within which time.
 */
export const storeClient = ({ overMs = storeOverMs, ...config }: DynamoDBClientConfig & { overMs?: number } = {}) => {
  const attemptMs = Math.floor(overMs / attempts) - betweenAttemptsMs;
  const limits = { connectionTimeout: attemptMs, requestTimeout: attemptMs, socketTimeout: attemptMs };
  return new DynamoDBClient({
    ...config,
    maxAttempts: attempts,
    requestHandler: { ...limits, throwOnRequestTimeout: true },
  });
};
