import { ListTopicsCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { simpleParser } from "mailparser";
import { bounceEvent, deliveryEvent, sendEvent } from "../support/ses-events.ts";
import type { SunkMail } from "./mail-sink.ts";

/** What the run says for SES of one mail, where a stand-in publishes nothing of what configuration sets see. */
export type Said = {
  kind: "send" | "delivery" | "bounce";
  to: string;
  messageId: string;
  tags: Record<string, string>;
};

const events = { send: sendEvent, delivery: deliveryEvent, bounce: bounceEvent } as const;

/** Publishes an event of SES to the topic of a stage, as SES would. */
export const publisher = async (stage: string) => {
  const sns = new SNSClient({});
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  const arn = Topics.find(({ TopicArn = "" }) => TopicArn.includes(`tearsheet-${stage}-`) && /Events/.test(TopicArn));
  if (!arn?.TopicArn) throw new Error("there is no topic of SES's events");
  return async ({ kind, to, messageId, tags }: Said): Promise<void> => {
    const listed = Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]]));
    const event = events[kind]({
      to,
      messageId,
      timestamp: new Date().toISOString(),
      delivery: null,
      mail: { tags: listed },
    });
    await sns.send(new PublishCommand({ TopicArn: arn.TopicArn, Message: JSON.stringify(event) }));
  };
};

/** What SES says of a mail that somebody took in: its simulator bounces what goes to `bounce`. */
export const eventsOf = async ({ to, raw }: SunkMail): Promise<Said[]> => {
  const { headers, messageId = "" } = await simpleParser(raw);
  const written = String(headers.get("x-ses-message-tags") ?? "");
  const tags = Object.fromEntries(written.split(",").map((tag) => tag.trim().split("=", 2) as [string, string]));
  const mail = { to, tags, messageId: messageId.replace(/^<|>$/g, "") };
  return [
    { ...mail, kind: "send" },
    { ...mail, kind: /^bounce[+@]/.test(to) ? "bounce" : "delivery" },
  ];
};
