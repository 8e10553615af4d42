import * as ses from "aws-cdk-lib/aws-ses";
import { S3 } from "aws-cdk-lib/aws-ses-actions";
import { Construct } from "constructs";
import { inboundPrefix } from "../../functions/audience/receipt.ts";
import { keptDays } from "../numbers.ts";
import { type Settings, unsubscribeMailbox } from "../settings.ts";
import { TearsheetBucket } from "./bucket.ts";
import { TearsheetFunction } from "./function.ts";
import { TearsheetQueue } from "./queue.ts";
import { sesTopic } from "./ses-topic.ts";
import type { Shared } from "./shared.ts";

/**
 * Mail that comes in, where the stage names a receipt rule set: a rule of ours, the first in it and not the last word
 * on any mail, has SES keep the mail and say so; a function reads it and deletes it.
 */
export class Inbound extends Construct {
  readonly inbound: TearsheetFunction;
  constructor(
    scope: Construct,
    id: string,
    { settings, alarms, storage }: Shared,
    { ruleSet, replies }: NonNullable<Settings["inboundMail"]>,
  ) {
    super(scope, id);
    this.inbound = new TearsheetFunction(this, "Function", { settings, name: "inbound" });
    storage.table("newsletters").grant(this.inbound, "GetItem", "Query");
    storage.table("audience").grant(this.inbound, "GetItem", "UpdateItem");
    storage.grantKeyring(this.inbound);
    storage.grantIdentityKey(this.inbound);
    const mailbox = unsubscribeMailbox(settings);
    this.inbound.grant("TEARSHEET_UNSUBSCRIBE_MAILBOX", mailbox);
    const queue = new TearsheetQueue(this, "Queue", { alarms, name: "inbound" });
    queue.workedBy(this.inbound);
    alarms.ring(queue, "Age", {
      metric: queue.queue.metricApproximateAgeOfOldestMessage(),
      threshold: 3600,
      section: "inbound-mail-late",
      says: "Mail that came in has not been read for an hour.",
    });
    const mails = new TearsheetBucket(this, "Mails", {
      settings,
      variable: "TEARSHEET_BUCKET_INBOUND",
      prefix: inboundPrefix,
      expiresAfterDays: keptDays.inbound,
    });
    mails.grant(this.inbound, "GetObject", "DeleteObject");
    const topic = sesTopic(this, "Topic", queue);
    new ses.ReceiptRule(this, "Rule", {
      ruleSet: ses.ReceiptRuleSet.fromReceiptRuleSetName(this, "RuleSet", ruleSet),
      recipients: [...new Set([mailbox, ...replies])],
      actions: [new S3({ bucket: mails.bucket, objectKeyPrefix: `${inboundPrefix}/`, topic })],
      scanEnabled: true,
    }).node.addDependency(topic);
  }
}
