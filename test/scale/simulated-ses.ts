import { HttpResponse } from "@smithy/protocol-http";
import { Retryable } from "../../functions/core/errors.ts";
import { toInstant } from "../../functions/core/time.ts";
import type { Timer } from "../../functions/delivery/timer.ts";
import { sesClient } from "../../functions/mail/ses-client.ts";
import { credentials, region } from "../faults/parts.ts";
import type { Chance } from "../year/chance.ts";

/** An event as SES hands it to SNS, and when. */
export type SimulatedEvent = { at: number; raw: string };

/** Milliseconds until SES answers; one request in so many takes long. */
const answers = { least: 50, spread: 90, slowOneIn: 200, slowMs: 600 } as const;
/** A mail is told to be sent at once, and to be delivered so long after. */
const tells = { sentAfterMs: 300, deliveredAfterMs: 5_000 } as const;
/** The head of a mail, in the form that carries it. */
const headBytes = 4_000;

/** SES in simulated time, which takes everything, and tells of each mail that it was sent and then delivered. */
export const simulatedSes = (input: {
  timer: Timer;
  ratePerSecond: number;
  chance: Chance;
  beganAt: number;
  tell: (event: SimulatedEvent) => void;
}) => {
  const { timer, ratePerSecond, chance, beganAt } = input;
  /** When each was taken, by the timer. */
  const accepted: number[] = [];
  const tell = (id: string, { delivery, to }: { delivery: string; to: string }) => {
    const at = timer.now();
    const timestamp = toInstant(Math.round(beganAt + at));
    const mail = {
      ...{ timestamp, source: "digest@news.flashbulb.example", messageId: id, destination: [to] },
      tags: { delivery: [delivery] },
    };
    const delivered = {
      timestamp: toInstant(Math.round(beganAt + at + tells.deliveredAfterMs)),
      ...{ processingTimeMillis: tells.deliveredAfterMs, recipients: [to], smtpResponse: "250 ok", reportingMTA: "a" },
    };
    input.tell({ at: at + tells.sentAfterMs, raw: JSON.stringify({ eventType: "Send", mail, send: {} }) });
    const raw = JSON.stringify({ eventType: "Delivery", mail, delivery: delivered });
    input.tell({ at: at + tells.deliveredAfterMs, raw });
  };

  const take = async (form: Buffer, mayStart: () => boolean): Promise<string> => {
    if (!mayStart()) throw new Retryable("too late", { cause: Object.assign(new Error("late"), { code: "TooLate" }) });
    const id = `0102-${accepted.push(timer.now())}`;
    tell(id, addressed(form));
    const isSlow = chance.happens(1 / answers.slowOneIn);
    await timer.wait(isSlow ? answers.slowMs : chance.between(answers.least, answers.least + answers.spread));
    return `<SendRawEmailResponse><MessageId>${id}</MessageId></SendRawEmailResponse>`;
  };
  const quota = () =>
    `<GetSendQuotaResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><GetSendQuotaResult><Max24HourSend>-1</Max24HourSend>` +
    `<MaxSendRate>${ratePerSecond}</MaxSendRate><SentLast24Hours>0</SentLast24Hours></GetSendQuotaResult></GetSendQuotaResponse>`;

  const ses = sesClient({ region, endpoint: "http://ses.invalid", credentials });
  const handle = async ({ body }: { body?: unknown }, { mayStart = () => true }: { mayStart?: () => boolean } = {}) => {
    const xml =
      body instanceof Uint8Array
        ? await take(Buffer.from(body.buffer, body.byteOffset, body.length), mayStart)
        : quota();
    const headers = { "content-type": "text/xml" };
    return { response: new HttpResponse({ statusCode: 200, headers, body: Buffer.from(xml) }) };
  };
  Object.assign(ses.config.requestHandler, { handle });
  return { ses, accepted };
};

/** Which delivery a form is of, and to whom it goes. */
const addressed = (form: Buffer): { delivery: string; to: string } => {
  const encoded = form.toString("latin1", form.indexOf("Data=") + "Data=".length, headBytes);
  const head = Buffer.from(
    encoded.replace(/%(..)/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
    "base64",
  );
  const delivery = /X-Delivery-Id: (\S+)/i.exec(head.toString("latin1"))?.[1] ?? "";
  const to = /Destinations\.member\.1=([^&]+)/.exec(form.toString("latin1", form.length - 300))?.[1] ?? "";
  return { delivery, to: decodeURIComponent(to) };
};
