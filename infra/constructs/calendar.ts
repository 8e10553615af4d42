import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import type { Delivery } from "./delivery.ts";
import { TearsheetFunction } from "./function.ts";
import type { Posts } from "./posts.ts";
import type { Shared } from "./shared.ts";

/** The one clock: a tick a minute for whoever has something to do by the time. */
export class Calendar extends Construct {
  readonly tick: TearsheetFunction;
  constructor(scope: Construct, id: string, shared: Shared, { posts, delivery }: { posts: Posts; delivery: Delivery }) {
    super(scope, id);
    const { settings, alarms, storage } = shared;
    this.tick = new TearsheetFunction(this, "Tick", { settings, name: "tick", traced: true });
    delivery.grantLedger(this.tick, "BatchGetItem", "GetItem", "PutItem", "Query");
    for (const table of ["posts", "issues"])
      storage.table(table).grant(this.tick, "BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query");
    storage.renditions.grant(this.tick, "GetObject", "PutObject");
    storage.grantKeyring(this.tick);
    this.tick.grant("TEARSHEET_PUBLIC_URL", shared.publicUrl);
    // Nudges are mails to one person, under the identity's own set.
    storage.grantSend(this.tick, storage.confirmations.configurationSetName, settings.senderDomain);
    posts.queue.grantSend(this.tick);
    posts.grantCrops(this.tick);
    alarms.heartbeat(this.tick);
    alarms.counted(this.tick, "TickFailures", "tick", "tick-fails", "What is due for a newsletter could not be done.");
    alarms.counted(this.tick, "IssuesMissed", "tick", "issue-missed", "An issue was too late to go out.");
  }

  /** Runs each of them every minute; a run that fails is made up for by the next, and not repeated. */
  everyMinute(each: readonly TearsheetFunction[]) {
    const rule = new Rule(this, "EveryMinute", { schedule: Schedule.rate(Duration.minutes(1)) });
    for (const target of each)
      rule.addTarget(new LambdaFunction(target.function, { retryAttempts: 0, maxEventAge: Duration.minutes(1) }));
  }
}
