import { SESClient, type SESClientConfig, type SendRawEmailCommandInput } from "@aws-sdk/client-ses";

export type SesClientOptions = Pick<SESClientConfig, "region" | "endpoint" | "credentials"> & {
  requestTimeoutMs?: number;
};

/** How long SES may take to answer; after that the outcome is unknown. */
export const defaultRequestTimeoutMs = 10_000;
const connectionTimeoutMs = 3_000;
/** More than are ever in flight, so that no request waits for a socket. */
const maxSockets = 50;

/**
 * A client that asks SES once and never again by itself: SES has no idempotency key, and the SDK's default of three
 * attempts makes three mails of one when an answer is lost. A request without an answer ends with an error in time.
 */
export const sesClient = ({
  requestTimeoutMs = defaultRequestTimeoutMs,
  ...config
}: SesClientOptions = {}): SESClient => {
  const client = new SESClient({
    ...config,
    maxAttempts: 1,
    requestHandler: {
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
      connectionTimeout: Math.min(connectionTimeoutMs, requestTimeoutMs),
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    },
  });
  encodeRawMessages(client);
  return client;
};

/**
 * Makes the request that the SDK would make, for half the time: its serializer gets an empty message, and the base64 of
 * the real one is put into the form that comes out. The SDK runs `encodeURIComponent` over all of it for the sake of
 * three characters.
 */
const encodeRawMessages = ({ middlewareStack }: SESClient): void => {
  const messages = new WeakMap<object, Uint8Array>();
  middlewareStack.add(
    (next, context) => (args) => {
      const input = args.input as SendRawEmailCommandInput;
      const data = input.RawMessage?.Data;
      if (!data) return next(args);
      messages.set(context, data);
      return next({ ...args, input: { ...input, RawMessage: { Data: new Uint8Array(0) } } });
    },
    { step: "serialize", priority: "high", name: "withholdRawMessage" },
  );
  middlewareStack.add(
    (next, context) => (args) => {
      const data = messages.get(context);
      const request = args.request as { body: unknown; headers: Record<string, string> };
      if (data) {
        request.body = withMessage(String(request.body), data);
        request.headers["content-length"] = String((request.body as Buffer).length);
      }
      return next(args);
    },
    { step: "build", priority: "high", name: "insertRawMessage" },
  );
};

const gap = "RawMessage.Data=";

const withMessage = (form: string, data: Uint8Array): Buffer => {
  const at = form.indexOf(gap) + gap.length;
  if (at < gap.length || (at < form.length && form[at] !== "&"))
    throw new Error("the form has no place for the message");
  const base64 = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
  const encoded = base64.replaceAll("+", "%2B").replaceAll("/", "%2F").replaceAll("=", "%3D");
  return Buffer.from(form.slice(0, at) + encoded + form.slice(at), "latin1");
};
