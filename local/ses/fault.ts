import { hash } from "node:crypto";
import * as z from "zod";

const base = {
  /** Shown in the list of faults, nothing else. */
  name: z.string().optional(),
  action: z.string().default("SendRawEmail"),
  /** An address, or `*@domain`, `name+*@domain`: `*` stands for any text. Unset: everybody. */
  recipient: z.string().optional(),
  /** Only the nth request that fits, counted from 1. */
  nth: z.int().positive().optional(),
  /** This share of the requests that fit, drawn from seed, recipient and the recipient's how-manieth request it is. */
  share: z.number().min(0).max(1).optional(),
  seed: z.string().default("faults"),
  /** At most so often. */
  times: z.int().positive().optional(),
};

/** `accepted`: the message was taken all the same, and only the sender cannot know. */
const accepted = z.boolean().default(false);

/** One scripted fault: when it strikes, and what happens. The first in the list that fits a request strikes. */
export const faultSchema = z.discriminatedUnion("effect", [
  z.strictObject({ ...base, effect: z.literal("throttle") }),
  z.strictObject({ ...base, effect: z.literal("daily-quota") }),
  z.strictObject({
    ...base,
    effect: z.literal("refuse"),
    code: z.string(),
    message: z.string().default("Refused."),
    status: z.int().min(400).max(599).default(400),
  }),
  z.strictObject({ ...base, effect: z.literal("internal-failure"), accepted }),
  /** The connection is closed without a word. */
  z.strictObject({ ...base, effect: z.literal("drop"), accepted }),
  /** No answer for so long, then the connection is closed. */
  z.strictObject({ ...base, effect: z.literal("hang"), accepted, seconds: z.number().positive().default(3600) }),
  /** A 200 that is not XML to its end. */
  z.strictObject({ ...base, effect: z.literal("unreadable"), accepted }),
]);
export type Fault = z.infer<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

/** What a fault is matched against. */
export type FaultCase = { action: string; recipients: readonly string[] };

/** The faults in force, and how often each has met a request and struck; the same requests meet the same faults. */
export type Faults = {
  set(faults: readonly FaultInput[]): void;
  list(): { fault: Fault; met: number; struck: number }[];
  strike(request: FaultCase): Fault | undefined;
};

export const scriptedFaults = (initial: readonly FaultInput[] = []): Faults => {
  type Rule = { fault: Fault; met: number; struck: number; seen: Map<string, number> };
  let rules: Rule[] = [];
  const set = (faults: readonly FaultInput[]) => {
    rules = faults.map((fault) => ({ fault: faultSchema.parse(fault), met: 0, struck: 0, seen: new Map() }));
  };
  set(initial);
  const meets = (rule: Rule, request: FaultCase): boolean => {
    const { fault } = rule;
    if (fault.action !== request.action) return false;
    if (fault.recipient !== undefined && !request.recipients.some((one) => like(fault.recipient ?? "", one)))
      return false;
    if (fault.times !== undefined && rule.struck >= fault.times) return false;
    rule.met++;
    if (fault.nth !== undefined && rule.met !== fault.nth) return false;
    if (fault.share === undefined) return true;
    const who = request.recipients.join(",");
    const turn = (rule.seen.get(who) ?? 0) + 1;
    rule.seen.set(who, turn);
    return drawn(fault.seed, who, String(turn)) < fault.share;
  };
  return {
    set,
    list: () => rules.map(({ fault, met, struck }) => ({ fault, met, struck })),
    strike(request) {
      const rule = rules.find((one) => meets(one, request));
      if (rule) rule.struck++;
      return rule?.fault;
    },
  };
};

/** A number from 0 up to but not 1 that the same words always give, as if drawn by lot. */
export const drawn = (...words: readonly string[]): number =>
  Number.parseInt(hash("sha256", words.join("\n"), "hex").slice(0, 8), 16) / 2 ** 32;

const like = (pattern: string, address: string): boolean => {
  const parts = pattern.toLowerCase().split("*");
  const text = address.toLowerCase();
  if (parts.length === 1) return text === pattern.toLowerCase();
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
};
