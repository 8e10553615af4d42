import { Duration } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import * as sns from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { heartbeatMinutes, reputation } from "../numbers.ts";
import type { Settings } from "../settings.ts";
import { metricsNamespace, type TearsheetFunction } from "./function.ts";

type AlarmProps = {
  metric: cloudwatch.Metric;
  /** At this and above it rings; `below` for what must not be less. */
  threshold: number;
  below?: boolean;
  minutes?: number;
  missing?: cloudwatch.TreatMissingData;
  /** The section of docs/runbook.md that says what it means, how to look, and what to do. */
  section: string;
  says: string;
};

/** Who is told, and of what. Every alarm leads to its section of the runbook. */
export class Alarms extends Construct {
  readonly topic: sns.Topic;
  /** All there are, for who shows them. */
  readonly rung: cloudwatch.Alarm[] = [];
  readonly queues: { name: string; queue: Queue; dead: Queue }[] = [];
  readonly counts: cloudwatch.Metric[] = [];
  private readonly settings: Settings;
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.settings = settings;
    this.topic = new sns.Topic(this, "Topic", { enforceSSL: true });
    this.topic.grantPublish(new ServicePrincipal("cloudwatch.amazonaws.com"));
    for (const mail of settings.alarmMails) this.topic.addSubscription(new EmailSubscription(mail));
  }

  ring(scope: Construct, id: string, props: AlarmProps): void {
    const { metric, threshold, below = false, minutes = 5, section, says } = props;
    const alarm = new cloudwatch.Alarm(scope, id, {
      metric: metric.with({ period: Duration.minutes(minutes) }),
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: below
        ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
        : cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: props.missing ?? cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: `${says} What to do: docs/runbook.md#${section}`,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    this.rung.push(alarm);
  }

  /** What came to nothing again and again lies here until somebody looks. */
  deadLetters(scope: Construct, each: { name: string; queue: Queue; dead: Queue }): void {
    const { name, dead } = each;
    this.queues.push(each);
    this.ring(scope, "DeadLetters", {
      metric: dead.metricApproximateNumberOfMessagesVisible({ statistic: "Maximum" }),
      threshold: 1,
      section: "dead-letters",
      says: `Messages of the queue ${name} came to nothing.`,
    });
  }

  /** A function that should run every minute has not. */
  heartbeat(of: TearsheetFunction): void {
    this.ring(of, "Heartbeat", {
      metric: of.function.metricInvocations({ statistic: "Sum" }),
      threshold: 1,
      below: true,
      minutes: heartbeatMinutes,
      missing: cloudwatch.TreatMissingData.BREACHING,
      section: "heartbeat",
      says: `${of.name} has not run for ${heartbeatMinutes} minutes.`,
    });
  }

  /** Functions that fail are told once, whatever they are. */
  errors(of: TearsheetFunction): void {
    this.ring(of, "Errors", {
      metric: of.function.metricErrors({ statistic: "Sum" }),
      threshold: 3,
      section: "errors",
      says: `${of.name} failed three times within five minutes.`,
    });
  }

  /** A number that one of our functions counts, of which one is too many. */
  counted(scope: Construct, metricName: string, service: string, section: string, says: string): void {
    const metric = this.ours(metricName, service);
    this.counts.push(metric);
    this.ring(scope, metricName, { metric, threshold: 1, section, says });
  }

  /** What one of our functions counts, as its log says it. */
  ours(metricName: string, service: string): cloudwatch.Metric {
    const namespace = metricsNamespace(this.settings.stage);
    return new cloudwatch.Metric({ namespace, metricName, dimensionsMap: { service }, statistic: "Sum" });
  }

  /** How receivers take our mail, by SES's own count over the account. */
  reputation(): void {
    for (const [id, rate, section] of [
      ["BounceRate", reputation.bounceRate, "bounces"],
      ["ComplaintRate", reputation.complaintRate, "complaints"],
    ] as const) {
      const metric = new cloudwatch.Metric({
        namespace: "AWS/SES",
        metricName: `Reputation.${id}`,
        statistic: "Maximum",
      });
      this.ring(this, id, { metric, threshold: rate, minutes: 60, section, says: `${id} is at ${rate * 100} %.` });
    }
  }
}
