import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SESClient, SendRawEmailCommand, type SendRawEmailCommandInput } from "@aws-sdk/client-ses";
import { onTestFinished, vi } from "vitest";
import type { EndpointOptions, SesEndpoint } from "../../local/ses/ses-endpoint.ts";
import { startSesEndpoint } from "../../local/ses/start-ses-endpoint.ts";

export const testNow = Date.parse("2026-10-24T08:00:00.000Z");

/** A folder that is gone after the test. */
export const aFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "tearsheet-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** The client that the product uses, pointed at `url`. */
export const sesClient = (url: string): SESClient =>
  new SESClient({
    endpoint: url,
    region: "eu-west-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 1000, throwOnRequestTimeout: true },
  });

/** A running endpoint and a client of it, for one test, both at the instant `testNow`. */
export const anEndpoint = async (
  options: Partial<EndpointOptions> = {},
): Promise<{
  endpoint: SesEndpoint;
  client: SESClient;
  url: string;
  send(mail?: Buffer, more?: Partial<SendRawEmailCommandInput>): Promise<string | undefined>;
}> => {
  // The SDK signs by `Date`, which stands still here; timers stay real.
  vi.useFakeTimers({ toFake: ["Date"], now: testNow });
  const folder = options.folder ?? (await aFolder());
  const clock = () => new Date().toISOString();
  const running = await startSesEndpoint({ clock, ...options, folder });
  const client = sesClient(running.url);
  onTestFinished(async () => {
    client.destroy();
    await running.stop();
    vi.useRealTimers();
  });
  return {
    endpoint: running.endpoint,
    client,
    url: running.url,
    send: async (mail = aMail(), more = {}) =>
      (await client.send(new SendRawEmailCommand({ RawMessage: { Data: mail }, ...more }))).MessageId,
  };
};

/** A small mail as bytes; a header that is `undefined` is left out, and `extra` lines stand as given. */
export const aMail = (
  headers: Readonly<Record<string, string | undefined>> = {},
  body = "Three stories this week.\r\n",
  extra: readonly string[] = [],
): Buffer => {
  const all: Record<string, string | undefined> = {
    From: "Flashbulb <week@flashbulb.example>",
    To: "ana@reader.example",
    Subject: "The week",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : `${name}: ${value}`));
  return Buffer.from(`${[...lines, ...extra].join("\r\n")}\r\n\r\n${body}`);
};
