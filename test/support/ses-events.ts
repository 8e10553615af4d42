import { type Delivery, deliveryId } from "../../functions/delivery/delivery.ts";

export const sentAt = "2026-10-24T06:00:05.120Z";

/** The delivery that the events are about, unless told otherwise. */
export const aDelivery = (changes: Partial<Delivery> = {}): Delivery => ({
  ...{ issueId: "flashbulb-20261024T0600Z", shard: "3", chunk: "0", index: 17, try: 1 },
  ...{ subscriberId: "6".repeat(26), variant: "everything" },
  ...changes,
});

export type EventOptions = {
  to?: string;
  delivery?: Partial<Delivery> | null;
  messageId?: string;
  timestamp?: string;
  mail?: object;
};

/** The part that all of SES's events share, as the developer guide shows it. */
export const eventMail = ({
  to = "ada@example.com",
  delivery = {},
  messageId,
  timestamp,
  mail,
}: EventOptions = {}) => ({
  timestamp: timestamp ?? sentAt,
  source: "digest@news.flashbulb.example",
  sourceArn: "arn:aws:ses:eu-west-1:123456789012:identity/news.flashbulb.example",
  sendingAccountId: "123456789012",
  messageId: messageId ?? "0102019a1b2c3d4e-5f60718293a4-000000",
  destination: [to],
  headersTruncated: false,
  headers: [
    { name: "From", value: "Flashbulb <digest@news.flashbulb.example>" },
    { name: "To", value: to },
  ],
  commonHeaders: { from: ["Flashbulb <digest@news.flashbulb.example>"], to: [to], subject: "Rome" },
  tags: {
    "ses:configuration-set": ["letters"],
    "ses:source-ip": ["192.0.2.0"],
    "ses:from-domain": ["news.flashbulb.example"],
    newsletter: ["flashbulb"],
    ...(delivery && { issue: [aDelivery(delivery).issueId], delivery: [deliveryId(aDelivery(delivery))] }),
  },
  ...mail,
});

const after = (at: string, seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();

export const sendEvent = (options: EventOptions = {}) => ({ eventType: "Send", mail: eventMail(options), send: {} });

export const deliveryEvent = (options: EventOptions = {}) => {
  const mail = eventMail(options);
  const delivery = {
    timestamp: after(mail.timestamp, 2),
    processingTimeMillis: 2004,
    recipients: mail.destination,
    smtpResponse: "250 ok:  Message 111 accepted",
    remoteMtaIp: "127.0.2.0",
    reportingMTA: "a8-50.smtp-out.amazonses.com",
  };
  return { eventType: "Delivery", mail, delivery };
};

export const delayEvent = (options: EventOptions & { delayType?: string } = {}) => {
  const mail = eventMail(options);
  const deliveryDelay = {
    timestamp: after(mail.timestamp, 600),
    delayType: options.delayType ?? "TransientCommunicationFailure",
    expirationTime: after(mail.timestamp, 50_400),
    delayedRecipients: [
      {
        emailAddress: mail.destination[0],
        status: "4.4.1",
        diagnosticCode: "smtp; 421 4.4.1 Unable to connect to remote host",
      },
    ],
  };
  return { eventType: "DeliveryDelay", mail, deliveryDelay };
};

export const bounceEvent = (options: EventOptions & { bounce?: object; recipient?: object } = {}) => {
  const mail = eventMail(options);
  const bounce = {
    bounceType: "Permanent",
    bounceSubType: "General",
    bouncedRecipients: [
      {
        emailAddress: mail.destination[0],
        action: "failed",
        status: "5.1.1",
        diagnosticCode: "smtp; 550 5.1.1 user unknown",
        ...options.recipient,
      },
    ],
    timestamp: after(mail.timestamp, 60),
    feedbackId: "0102019a1b2c3d4e-61b59c11-000000",
    reportingMTA: "dsn; mta.example.com",
    ...options.bounce,
  };
  return { eventType: "Bounce", mail, bounce };
};

export const softBounceEvent = (options: EventOptions & { bounceSubType?: string } = {}) =>
  bounceEvent({
    ...options,
    bounce: { bounceType: "Transient", bounceSubType: options.bounceSubType ?? "MailboxFull" },
    recipient: { status: "4.2.2", diagnosticCode: "smtp; 452 4.2.2 mailbox full" },
  });

export const complaintEvent = (options: EventOptions & { complaint?: object } = {}) => {
  const mail = eventMail(options);
  const complaint = {
    complainedRecipients: [{ emailAddress: mail.destination[0] }],
    timestamp: after(mail.timestamp, 3600),
    feedbackId: "0102019a1b2c3d4e-6afcd56e-000000",
    complaintSubType: null,
    userAgent: "Feedback loop",
    complaintFeedbackType: "abuse",
    arrivalDate: after(mail.timestamp, 3590),
    ...options.complaint,
  };
  return { eventType: "Complaint", mail, complaint };
};

export const rejectEvent = (options: EventOptions = {}) => ({
  eventType: "Reject",
  mail: eventMail(options),
  reject: { reason: "Bad content" },
});

export const renderingFailureEvent = (options: EventOptions = {}) => ({
  eventType: "Rendering Failure",
  mail: eventMail(options),
  failure: { errorMessage: "Attribute 'city' is not present in the rendering data.", templateName: "Weekly" },
});

export const subscriptionEvent = (options: EventOptions & { unsubscribeAll?: boolean; at?: string } = {}) => {
  const topics = (unsubscribeAll: boolean, subscriptionStatus: string) => ({
    unsubscribeAll,
    topicSubscriptionStatus: [{ topicName: "Weekly", subscriptionStatus }],
  });
  return {
    eventType: "Subscription",
    mail: eventMail(options),
    subscription: {
      contactList: "Readers",
      timestamp: options.at ?? after(sentAt, 100),
      source: "UnsubscribeHeader",
      newTopicPreferences: topics(options.unsubscribeAll ?? true, "OptOut"),
      oldTopicPreferences: topics(false, "OptOut"),
    },
  };
};

const reader = { timestamp: after(sentAt, 900), ipAddress: "192.0.2.1", userAgent: "Mozilla/5.0" };
export const openEvent = () => ({ eventType: "Open", mail: eventMail(), open: reader });
export const clickEvent = () => ({
  eventType: "Click",
  mail: eventMail(),
  click: { ...reader, link: "https://flashbulb.example/rome", linkTags: { kind: ["story"] } },
});
