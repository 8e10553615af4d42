import * as ses from "aws-cdk-lib/aws-ses";
import { Construct } from "constructs";
import { reserved, sendersFor } from "../numbers.ts";
import { unsubscribeMailbox } from "../settings.ts";
import { configurationSet } from "../storage-stack.ts";
import { TearsheetFunction } from "./function.ts";
import { TearsheetQueue } from "./queue.ts";
import { sesTopic } from "./ses-topic.ts";
import type { Shared } from "./shared.ts";
import type { TableAction } from "./table.ts";

/** One issue to its audience: the sweep finds the work, `work` sends, and SES's events say what became of it. */
export class Delivery extends Construct {
  readonly newsletterSet: ses.ConfigurationSet;
  readonly work: TearsheetFunction;
  readonly sweep: TearsheetFunction;
  readonly events: TearsheetFunction;
  private readonly shared: Shared;
  constructor(scope: Construct, id: string, shared: Shared) {
    super(scope, id);
    this.shared = shared;
    const { settings, alarms, storage } = shared;
    this.newsletterSet = new ses.ConfigurationSet(this, "NewsletterSet", configurationSet);
    this.work = new TearsheetFunction(this, "Work", { settings, name: "work" });
    this.sweep = new TearsheetFunction(this, "Sweep", { settings, name: "sweep", reserved: reserved.sweep });
    this.events = new TearsheetFunction(this, "Events", { settings, name: "events" });
    const queue = new TearsheetQueue(this, "WorkQueue", { alarms, name: "work", variable: "TEARSHEET_QUEUE_WORK" });
    queue.workedBy(this.work, sendersFor(settings.mailsPerSecond));
    queue.grantSend(this.sweep);
    this.grantLedger(this.work, "GetItem", "PutItem", "Query", "UpdateItem");
    this.grantLedger(this.sweep, "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem");
    this.grantSend();
    // SES knows no resource for the account's quota.
    this.sweep.allow({ actions: ["ses:GetSendQuota"], resources: ["*"] });
    storage.table("audience").grant(this.events, "BatchGetItem", "GetItem", "UpdateItem");
    storage.table("ledger").grant(this.events, "GetItem", "PutItem", "Query", "UpdateItem");
    storage.grantIdentityKey(this.events);
    const incoming = new TearsheetQueue(this, "EventsQueue", { alarms, name: "events" });
    incoming.workedBy(this.events);
    incoming.grantCount(this.sweep, "TEARSHEET_QUEUE_EVENTS", "TEARSHEET_QUEUE_EVENTS_DEAD");
    storage.table("issues").grant(this.sweep, "GetItem");
    this.publishTo(incoming);
    alarms.heartbeat(this.sweep);
    alarms.ring(incoming, "Age", {
      metric: incoming.queue.metricApproximateAgeOfOldestMessage(),
      threshold: 300,
      section: "events-late",
      says: "Events of SES wait for more than five minutes.",
    });
    alarms.counted(this.sweep, "NotConfirmed", "sweep", "installation", "The tables may be a copy: nothing is sent.");
    for (const each of [this.sweep, this.work])
      alarms.counted(each, "ClockDisagrees", each.name, "clock", "A clock is not the store's: nothing is sent.");
    alarms.counted(this.sweep, "IssuesStopped", "sweep", "issue-stands", "The sending of an issue has stopped.");
    alarms.counted(
      this.sweep,
      "SweepFailures",
      "sweep",
      "issue-stands",
      "The sending of an issue cannot be looked at.",
    );
    alarms.counted(this.events, "EventsUnread", "events", "events-unread", "Events of SES could not be read.");
  }

  /** What everybody needs who follows the sending of an issue: the ledger, the rate, and whether these tables may be sent from. */
  grantLedger(to: TearsheetFunction, ...actions: TableAction[]) {
    const { storage } = this.shared;
    storage.table("newsletters").grant(to, "GetItem", "Query");
    storage.table("ledger").grant(to, ...actions);
    storage.grantRate(to);
    storage.grantInstallation(to);
  }

  /** What sending takes: who gets an issue, what, with which links; and SES, as the sender's domain and under one set. */
  private grantSend() {
    const { storage, settings, publicUrl } = this.shared;
    storage.table("audience").grant(this.work, "BatchGetItem", "Query");
    storage.renditions.grant(this.work, "GetObject");
    storage.grantKeyring(this.work);
    this.work.grant("TEARSHEET_PUBLIC_URL", publicUrl);
    this.work.grant("TEARSHEET_UNSUBSCRIBE_MAILBOX", unsubscribeMailbox(settings));
    this.work.grant("TEARSHEET_CONFIGURATION_SET", this.newsletterSet.configurationSetName);
    storage.grantSend(this.work, this.newsletterSet.configurationSetName, settings.senderDomain);
  }

  private publishTo(incoming: TearsheetQueue) {
    const topic = sesTopic(this, "EventsTopic", incoming);
    const destination = ses.EventDestination.snsTopic(topic);
    const { SEND, REJECT, BOUNCE, COMPLAINT, DELIVERY, DELIVERY_DELAY, RENDERING_FAILURE, SUBSCRIPTION } =
      ses.EmailSendingEvent;
    const events = [SEND, REJECT, BOUNCE, COMPLAINT, DELIVERY, DELIVERY_DELAY, RENDERING_FAILURE, SUBSCRIPTION];
    for (const [name, set] of [
      ["Newsletter", this.newsletterSet],
      ["Confirmations", this.shared.storage.confirmations],
    ] as const)
      new ses.ConfigurationSetEventDestination(this, `${name}Events`, { configurationSet: set, destination, events });
    this.shared.alarms.ring(this, "EventsNotDelivered", {
      metric: topic.metricNumberOfNotificationsFailed({ statistic: "Sum" }),
      threshold: 1,
      section: "events-late",
      says: "SNS could not deliver events of SES to the queue.",
    });
  }
}
