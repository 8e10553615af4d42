import { SESClient, type SESClientConfig } from "@aws-sdk/client-ses";
import { type Door, onlyConfirmed } from "./only-confirmed.ts";
import { sesHandler } from "./ses-handler.ts";

export type SesClientOptions = Pick<SESClientConfig, "region" | "endpoint" | "credentials"> & {
  requestTimeoutMs?: number;
  /** Asked before every request; both homes have one. */
  installation?: Door | undefined;
  environment?: Readonly<Record<string, string | undefined>>;
};

/** A request of a batch leaves so soon after its intent, or not at all. */
export const intentStartsWithinMs = 20_000;
/** How long SES may take to answer; after that the outcome is unknown. */
export const defaultRequestTimeoutMs = 10_000;
const connectTimeoutMs = 3_000;
/** As many as are ever in flight, so that no request waits for a socket. */
const connections = 50;

/**
 * A client that asks SES once and never again by itself: SES has no idempotency key, and the SDK's default of three
 * attempts makes three mails of one when an answer is lost. A request without an answer ends with an error in time. An
 * endpoint that the environment names is set at once: the SDK would ask for it with its first command of its own, and
 * mails are signed without one.
 */
export const sesClient = ({
  requestTimeoutMs = defaultRequestTimeoutMs,
  installation,
  environment = process.env,
  endpoint = environment.AWS_ENDPOINT_URL_SES || environment.AWS_ENDPOINT_URL,
  ...config
}: SesClientOptions = {}): SESClient => {
  const connectTimeout = Math.min(connectTimeoutMs, requestTimeoutMs);
  const handler = sesHandler({ requestTimeoutMs, connectTimeoutMs: connectTimeout, connections });
  const requestHandler = installation ? onlyConfirmed(handler, installation) : handler;
  return new SESClient({ ...config, ...(endpoint && { endpoint }), maxAttempts: 1, requestHandler });
};
