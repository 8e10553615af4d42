import { SESClient, type SESClientConfig } from "@aws-sdk/client-ses";
import { sesHandler } from "./ses-handler.ts";

export type SesClientOptions = Pick<SESClientConfig, "region" | "endpoint" | "credentials"> & {
  requestTimeoutMs?: number;
};

/** How long SES may take to answer; after that the outcome is unknown. */
export const defaultRequestTimeoutMs = 10_000;
const connectTimeoutMs = 3_000;
/** As many as are ever in flight, so that no request waits for a socket. */
const connections = 50;

/**
 * A client that asks SES once and never again by itself: SES has no idempotency key, and the SDK's default of three
 * attempts makes three mails of one when an answer is lost. A request without an answer ends with an error in time.
 */
export const sesClient = ({
  requestTimeoutMs = defaultRequestTimeoutMs,
  ...config
}: SesClientOptions = {}): SESClient =>
  new SESClient({
    ...config,
    maxAttempts: 1,
    requestHandler: sesHandler({
      requestTimeoutMs,
      connectTimeoutMs: Math.min(connectTimeoutMs, requestTimeoutMs),
      connections,
    }),
  });
