import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SESClient } from "@aws-sdk/client-ses";
import type { Clock } from "../../functions/core/time.ts";
import { sesClient } from "../../functions/mail/ses-client.ts";
import type { AcceptedMessage } from "../../local/ses/accepted-message.ts";
import type { SesEndpoint } from "../../local/ses/ses-endpoint.ts";
import type { SettingsInput } from "../../local/ses/settings.ts";
import { startSesEndpoint } from "../../local/ses/start-ses-endpoint.ts";

/** A local SES of the test's own, with the real client pointed at it; `accepted` is its log of what it took. */
export type TestSes = {
  endpoint: SesEndpoint;
  ses: SESClient;
  accepted(): Promise<AcceptedMessage[]>;
  close(): Promise<void>;
};

export const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

/** Signatures of any age hold unless the settings say otherwise: a test's clock is not the host's. */
export const openSes = async (
  settings: SettingsInput = {},
  requestTimeoutMs = 2_000,
  clock?: Clock,
): Promise<TestSes> => {
  const folder = await mkdtemp(join(tmpdir(), "ses-"));
  const server = await startSesEndpoint({
    folder,
    ...(clock && { clock }),
    settings: { ratePerSecond: 100_000, signatureLifeSeconds: 1e9, ...settings },
  });
  const ses = sesClient({ region: "eu-west-1", endpoint: server.url, credentials, requestTimeoutMs });
  return {
    endpoint: server.endpoint,
    ses,
    async accepted() {
      const messages: AcceptedMessage[] = [];
      for await (const message of server.endpoint.messages.all()) messages.push(message);
      return messages;
    },
    async close() {
      ses.destroy();
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
};

/** The same client, that does `before` ahead of every message. */
export const beforeEachMail = (ses: SESClient, before: () => Promise<void>): SESClient => {
  const { requestHandler } = ses.config;
  const handle: typeof requestHandler.handle = async (request, options) => {
    if (String(request.body).startsWith("Action=SendRawEmail")) await before();
    return requestHandler.handle(request, options);
  };
  return Object.create(ses, { config: { value: { ...ses.config, requestHandler: { ...requestHandler, handle } } } });
};
