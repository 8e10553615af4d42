import { randomUUID } from "node:crypto";
import { type Clock, systemClock } from "../../functions/core/time.ts";
import type { AcceptedMessage } from "./accepted-message.ts";
import type { Answer } from "./answer.ts";
import { answerRequest, type SesRequest } from "./answer-request.ts";
import { type EventStream, eventStream, type Schedule } from "./event-stream.ts";
import { type FaultInput, type Faults, scriptedFaults } from "./fault.ts";
import { type OfferedCount, offeredCount, rateLimit, sentWindow } from "./limits.ts";
import { splitMail } from "./mail-head.ts";
import { type MessageStore, openMessageStore } from "./message-store.ts";
import { bounceEvent, complaintEvent, eventMail } from "./ses-event.ts";
import { type Settings, type SettingsInput, settingsSchema } from "./settings.ts";

export type EndpointOptions = {
  /** Where accepted messages are kept between runs. */
  folder: string;
  settings?: SettingsInput;
  faults?: readonly FaultInput[];
  /** Bodies of the newest so many messages are kept; of older ones, one in `sampleEvery`. */
  keep?: number;
  sampleEvery?: number;
  /** What Date says in delivered mail, and the times of events. */
  clock?: Clock;
  /** Milliseconds since 1970 of the host: the signer's clock, and what rates are measured by. */
  now?: () => number;
  newUuid?: () => string;
  schedule?: Schedule;
};

/** What a receiving mail server or its user may still do with a message that was delivered. */
export type Afterthought = "bounce" | "complaint";

/**
 * Amazon SES on one machine: same protocol, same limits, same errors, and the mail stays in a folder. Counters of rate
 * and quota begin anew with each run; messages stay. One process at a time may have a folder open.
 */
export type SesEndpoint = {
  handle(request: SesRequest): Promise<Answer>;
  readonly messages: MessageStore;
  readonly faults: Faults;
  readonly offered: OfferedCount;
  readonly settings: Settings;
  /** Changes what is named and leaves the rest; throws a `ZodError` and changes nothing when a value is wrong. */
  configure(change: SettingsInput): void;
  readonly subscribe: EventStream["subscribe"];
  /** Publishes a bounce or a complaint for a message that was accepted before; `false` when nobody would hear it. */
  simulate(message: AcceptedMessage, what: Afterthought): boolean;
  close(): void;
};

export const sesEndpoint = (options: EndpointOptions): SesEndpoint => {
  const { clock = systemClock, now = Date.now, newUuid = randomUUID, schedule } = options;
  let settings = settingsSchema.parse(options.settings ?? {});
  const messages = openMessageStore(options);
  const faults = scriptedFaults(options.faults);
  const events = eventStream({ settings: () => settings.events, ...(schedule && { schedule }) });
  const rate = rateLimit(() => ({
    perSecond: settings.ratePerSecond * settings.grantedShare,
    burstSeconds: settings.burstSeconds,
  }));
  const offered = offeredCount();
  const sent = sentWindow(() => settings.quotaWindowSeconds);
  return {
    handle: (request) =>
      answerRequest({ messages, faults, events, rate, sent, offered, settings, clock, now, newUuid }, request),
    messages,
    faults,
    offered,
    get settings() {
      return settings;
    },
    configure(change) {
      const merged = { ...settings, ...change, events: { ...settings.events, ...change.events } };
      settings = settingsSchema.parse(merged);
    },
    subscribe: events.subscribe,
    simulate(message, what) {
      const mail = messages.mail(message);
      const shared = eventMail(message, mail ? splitMail(mail).head : [], settings.region);
      const event = what === "bounce" ? bounceEvent : complaintEvent;
      events.publish(event(shared, message.recipients, clock()));
      return events.hasSubscribers;
    },
    close: () => messages.close(),
  };
};
