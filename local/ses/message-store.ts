import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type AcceptedMessage, acceptedMessageSchema, sequenceOf } from "./accepted-message.ts";
import { openLineLog } from "./line-log.ts";
import { openMailPacks } from "./mail-pack.ts";

/** A page of the list, newest first; `older` and `newer` say whether there is more in that direction. */
export type MessagePage = { messages: AcceptedMessage[]; total: number; older: boolean; newer: boolean };
export type PageRequest = {
  limit: number;
  /** Only messages before this sequence, or after it; neither: the newest. */
  before?: number | undefined;
  after?: number | undefined;
  /** Part of a recipient, of the subject or of a tag, in any case. */
  search?: string | undefined;
};

/**
 * The messages that were accepted. A message that was added is there after a kill. Every message has a line in the
 * log; its mail is kept while it is among the newest `keep` (up to 1,000 more), and for one in `sampleEvery` for good.
 */
export type MessageStore = {
  readonly nextSequence: number;
  add(message: Omit<AcceptedMessage, "packed">, mail: Uint8Array): AcceptedMessage;
  find(id: string): AcceptedMessage | undefined;
  /** The message of that sequence; sequences run from 1 without a gap. */
  at(sequence: number): AcceptedMessage | undefined;
  /** The mail as delivered; `undefined` when its body is no longer kept. */
  mail(message: AcceptedMessage): Buffer | undefined;
  page(request: PageRequest): Promise<MessagePage>;
  /** The whole accept log from the first message on, without ever holding it. */
  all(): AsyncGenerator<AcceptedMessage, void, undefined>;
  close(): void;
};

const scanLines = 500;

export const openMessageStore = (options: { folder: string; keep?: number; sampleEvery?: number }): MessageStore => {
  const { folder, keep = 10_000, sampleEvery = 100 } = options;
  mkdirSync(folder, { recursive: true });
  const log = openLineLog(join(folder, "accepted.ndjson"));

  const packs = openMailPacks({ folder, keep, sampleEvery });
  const at = (sequence: number) => parsed(log.read(sequence - 1, sequence)[0]);

  return {
    get nextSequence() {
      return log.count() + 1;
    },
    add(message, mail) {
      if (message.sequence !== log.count() + 1) throw new Error(`message ${message.sequence} is not the next`);
      // The mail first: a line in the log is a promise that everything before it is there.
      const packed = packs.add(message.sequence, mail);
      const added = { ...message, ...(packed && { packed }) };
      log.append(JSON.stringify(added));
      return added;
    },
    at,
    find(id) {
      const message = at(sequenceOf(id) ?? 0);
      return message?.id === id ? message : undefined;
    },
    mail: (message) => packs.read(message.sequence, message.packed),
    async page({ limit, before, after, search }) {
      const wanted = search?.trim().toLowerCase();
      const total = log.count();
      const forwards = after !== undefined;
      const found: AcceptedMessage[] = [];
      let next = forwards ? after + 1 : Math.min(before ?? total + 1, total + 1) - 1;
      // One more than the page holds tells whether there is more.
      while (found.length <= limit && next >= 1 && next <= total) {
        const lines = wanted ? scanLines : limit + 1;
        const first = forwards ? next : Math.max(1, next - lines + 1);
        const chunk = log.read(first - 1, forwards ? first - 1 + lines : next);
        for (const line of forwards ? chunk : chunk.reverse()) {
          // The text of the line holds everything that is searched, and is cheaper to look through than to parse.
          const message = wanted && !line.toLowerCase().includes(inJson(wanted)) ? undefined : parsed(line);
          if (message && (!wanted || matches(message, wanted))) found.push(message);
        }
        next = forwards ? next + lines : first - 1;
        if (wanted) await nextTurn();
      }
      const more = found.length > limit;
      const messages = found.slice(0, limit);
      return forwards
        ? { messages: messages.reverse(), total, newer: more, older: after > 0 }
        : { messages, total, older: more, newer: before !== undefined && before <= total };
    },
    async *all() {
      for (let line = 0; line < log.count(); line += scanLines) {
        for (const text of log.read(line, line + scanLines)) {
          const message = parsed(text);
          if (message) yield message;
        }
        await nextTurn();
      }
    },
    close() {
      log.close();
      packs.close();
    },
  };
};

/** A line that cannot be read (the machine lost power) is passed over: it takes nothing but itself out of the list. */
const parsed = (line: string | undefined): AcceptedMessage | undefined => {
  try {
    return line === undefined ? undefined : acceptedMessageSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
};

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const matches = (message: AcceptedMessage, wanted: string): boolean =>
  [message.subject, ...message.recipients, ...Object.values(message.tags)].some((text) =>
    text.toLowerCase().includes(wanted),
  );
