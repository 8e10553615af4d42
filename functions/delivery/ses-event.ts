import * as z from "zod";
import { toInstant } from "../core/time.ts";

/** SES writes instants with and without fractions of a second. */
const instant = z.string().transform((text, context) => {
  const milliseconds = Date.parse(text);
  if (!Number.isNaN(milliseconds)) return toInstant(milliseconds);
  context.addIssue("not an instant");
  return z.NEVER;
});

const mail = z.object({
  timestamp: instant,
  messageId: z.string().min(1),
  destination: z.array(z.string()).default([]),
  /** Absent when SES reports for an identity and not for a configuration set. */
  tags: z.record(z.string(), z.array(z.string())).default({}),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
});

/** What stands beside the address is what the receiving server said of it, where it said anything. */
const recipients = z.array(
  z.object({ emailAddress: z.string(), status: z.string().optional(), diagnosticCode: z.string().optional() }),
);

const bounce = z.object({
  bounceType: z.enum(["Permanent", "Transient", "Undetermined"]),
  bounceSubType: z.string().default("Undetermined"),
  bouncedRecipients: recipients.default([]),
  timestamp: instant,
});
export type Bounce = z.infer<typeof bounce>;

const complaint = z.object({
  complainedRecipients: recipients.default([]),
  timestamp: instant,
  complaintSubType: z.string().nullish(),
  complaintFeedbackType: z.string().nullish(),
});
export type Complaint = z.infer<typeof complaint>;

const deliveryDelay = z.object({
  timestamp: instant,
  delayType: z.string().default("Undetermined"),
  delayedRecipients: recipients.default([]),
});

/** `type` is `eventType` or, for an identity's notifications, `notificationType`, without spaces. */
const sesEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("Send"), mail }),
  z.object({ type: z.literal("Delivery"), mail, delivery: z.object({ timestamp: instant }) }),
  z.object({ type: z.literal("DeliveryDelay"), mail, deliveryDelay }),
  z.object({ type: z.literal("Bounce"), mail, bounce }),
  z.object({ type: z.literal("Complaint"), mail, complaint }),
  z.object({ type: z.literal("Reject"), mail, reject: z.object({ reason: z.string().default("") }) }),
  z.object({ type: z.literal("RenderingFailure"), mail, failure: z.object({ errorMessage: z.string().default("") }) }),
  z.object({
    type: z.literal("Subscription"),
    mail,
    subscription: z.object({
      timestamp: instant,
      newTopicPreferences: z.object({ unsubscribeAll: z.boolean().default(false) }),
    }),
  }),
  z.object({ type: z.literal("Open"), mail }),
  z.object({ type: z.literal("Click"), mail }),
]);
/** What SES publishes of a message (developer guide, "Contents of event data"), fields that nobody here reads left out. */
export type SesEvent = z.infer<typeof sesEventSchema>;

const knownTypes: ReadonlySet<string> = new Set(sesEventSchema.options.map(({ shape }) => shape.type.value));

/** What SES publishes to a topic when it is first told of it, in place of an event. */
const topicWorks = "Successfully validated SNS topic for Amazon SES event publishing.";

export type ReadEvent =
  | { ok: true; event: SesEvent }
  /** SES's word that the topic works, which is about no mail. */
  | { ok: true; event: undefined }
  /** `unknown-type`: something new, or no event at all; `unreadable`: a known one that lacks what it should have. */
  | { ok: false; reason: "unknown-type" | "unreadable" };

/** Reads an event from JSON or from its object, in an SNS envelope or without; never throws. */
export const readSesEvent = (raw: unknown): ReadEvent => {
  const message = opened(raw);
  if (message === topicWorks) return { ok: true, event: undefined };
  const object = typeof message === "string" ? json(message) : message;
  const type = typeOf(object);
  if (type === undefined || !knownTypes.has(type)) return { ok: false, reason: "unknown-type" };
  const parsed = sesEventSchema.safeParse({ ...(object as object), type });
  return parsed.success ? { ok: true, event: parsed.data } : { ok: false, reason: "unreadable" };
};

/** The message, out of its envelope where it came in one. */
const opened = (raw: unknown): unknown => {
  const value = typeof raw === "string" ? json(raw) : raw;
  const isEnvelope = isObject(value) && value.Type === "Notification" && typeof value.Message === "string";
  if (isEnvelope) return value.Message;
  return value ?? (typeof raw === "string" ? raw.trim() : raw);
};

const typeOf = (value: unknown): string | undefined => {
  const type = isObject(value) ? (value.eventType ?? value.notificationType) : undefined;
  return typeof type === "string" ? type.replaceAll(" ", "") : undefined;
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
