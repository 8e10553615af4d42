import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { credentials } from "./ses.ts";

export type Asked = { method: string; path: string; headers: IncomingMessage["headers"]; body: Buffer };
export type Answered = { status: number; headers?: Record<string, string>; body: string | Buffer };
/** Looks at a request before the server does: answers it itself, after it (`pass` asks the server), or not at all. */
export type Intercept = (asked: Asked, pass: (asked?: Asked) => Promise<Answered>) => Promise<Answered | undefined>;

/** A server of our own that speaks SQS and S3, and clients for it; in front of it stands what it does not do itself. */
export type TestAws = {
  server: FauxqsServer;
  s3: S3Client;
  sqs: SQSClient;
  secretsManager: SecretsManagerClient;
  /** What Secrets Manager holds, by name; it is the one thing that the front answers itself. */
  secrets: Map<string, string>;
  endpoint: string;
  /** From now on requests pass here first; without one they go through. */
  intercept(how: Intercept | undefined): void;
  close(): Promise<void>;
};

export const openAws = async (): Promise<TestAws> => {
  const server = await startFauxqs({ port: 0, logger: false });
  let intercepted: Intercept | undefined;
  const conditional = ifNoneMatch();
  const secrets = new Map<string, string>();
  const front = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const asked = { method: incoming.method ?? "", path: incoming.url ?? "", headers: incoming.headers, body };
    const through = (other: Asked = asked) => forward(server.port, other);
    const pass = async (other: Asked = asked) =>
      secretOf(secrets, other) ?? (await conditional(other, through)) ?? through(other);
    const answer = (await intercepted?.(asked, pass)) ?? (await pass());
    outgoing.writeHead(answer.status, answer.headers);
    outgoing.end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(front, "listening");
  const endpoint = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const options = { endpoint, region: "eu-west-1", credentials };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const sqs = new SQSClient(options);
  const secretsManager = new SecretsManagerClient({ ...options, maxAttempts: 1 });
  return {
    ...{ server, s3, sqs, secretsManager, secrets, endpoint },
    intercept: (how) => {
      intercepted = how;
    },
    async close() {
      s3.destroy();
      sqs.destroy();
      secretsManager.destroy();
      front.closeAllConnections();
      front.close();
      await server.stop();
    },
  };
};

const forward = (port: number, { method, path, headers, body }: Asked): Promise<Answered> =>
  new Promise((answered, failed) => {
    const asking = request({ port, host: "127.0.0.1", method, path, headers }, async (response) => {
      const bytes = await buffer(response);
      const given = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
      const kept = Object.fromEntries(given.filter(([name]) => name !== "transfer-encoding"));
      answered({ status: response.statusCode ?? 0, headers: kept, body: bytes });
    });
    asking.on("error", failed);
    asking.end(body);
  });

/** Secrets Manager as far as it is used: a version that was put with another stage is current when it is moved to. */
const secretOf = (secrets: Map<string, string>, asked: Asked): Answered | undefined => {
  const [service, operation] = String(asked.headers["x-amz-target"]).split(".");
  if (service !== "secretsmanager") return undefined;
  const input = JSON.parse(String(asked.body)) as Record<string, string>;
  const id = input.SecretId ?? "";
  const current = secrets.get(id);
  const answer = (status: number, body: object): Answered => ({
    status,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify(body),
  });
  if (current === undefined) return answer(400, { __type: "ResourceNotFoundException" });
  if (operation === "GetSecretValue") return answer(200, { SecretString: current, VersionId: versionOf(current) });
  if (operation === "PutSecretValue") {
    const version = versionOf(input.SecretString ?? "");
    secrets.set(`${id} ${version}`, input.SecretString ?? "");
    return answer(200, { VersionId: version });
  }
  const moved = secrets.get(`${id} ${input.MoveToVersionId}`);
  if (moved === undefined || input.RemoveFromVersionId !== versionOf(current))
    return answer(400, { __type: "InvalidParameterException" });
  secrets.set(id, moved);
  return answer(200, {});
};

const versionOf = (text: string): string => createHash("sha256").update(text).digest("hex");

export const s3Error = (status: number, code: string): Answered => ({
  status,
  headers: { "content-type": "application/xml" },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

/** S3's `If-None-Match: *` on PUT, which the server takes no notice of: one after the other, and 412 for the late. */
const ifNoneMatch = (): Intercept => {
  let last: Promise<unknown> = Promise.resolve();
  return (asked, through) => {
    if (asked.method !== "PUT" || asked.headers["if-none-match"] !== "*") return Promise.resolve(undefined);
    const next = last.then(async () => {
      const { "if-none-match": _, "content-length": __, ...headers } = asked.headers;
      const path = asked.path.replace(/\?.*/, "");
      const there = await through({ method: "HEAD", path, headers, body: Buffer.alloc(0) });
      return there.status === 200 ? s3Error(412, "PreconditionFailed") : through(asked);
    });
    last = next.catch(() => undefined);
    return next;
  };
};
