import { Duration } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { reputation, reviewed } from "../numbers.ts";
import type { TearsheetFunction } from "./function.ts";
import type { Alarms } from "./monitoring.ts";

type DashboardProps = { stage: string; alarms: Alarms; functions: readonly TearsheetFunction[]; api: HttpApi };

const wide = 24;
const sum = { statistic: "Sum" } as const;

/**
 * What an operator reads from above: what rings, whether mail leaves and how it is taken, what waits, what we count, how
 * pages answer; below it each function.
 */
export class Dashboard extends Construct {
  private readonly alarms: Alarms;
  constructor(scope: Construct, id: string, { stage, alarms, functions, api }: DashboardProps) {
    super(scope, id);
    this.alarms = alarms;
    const dashboard = new cloudwatch.Dashboard(this, "Board", { dashboardName: `tearsheet-${stage}` });
    dashboard.addWidgets(
      new cloudwatch.AlarmStatusWidget({ title: "Alarms", width: wide, height: 4, alarms: [...alarms.rung] }),
    );
    dashboard.addWidgets(this.mails(), this.taken("BounceRate", "Bounces"), this.taken("ComplaintRate", "Complaints"));
    dashboard.addWidgets(...this.queues());
    dashboard.addWidgets(this.counts(), this.pulse(), this.pages(api));
    const each = functions.map(functionWidget);
    for (let at = 0; at < each.length; at += 4) dashboard.addWidgets(...each.slice(at, at + 4));
  }

  private mails() {
    const names = ["Send", "Delivery", "Bounce", "Complaint", "Reject"];
    return graph("Mails of the account", 12, { left: names.map((name) => ofSes(name, sum)), unit: "mails" });
  }

  /** In per cent, beside where we ring and where SES reviews the account. */
  private taken(name: keyof typeof reviewed, title: string) {
    const percent = new cloudwatch.MathExpression({
      expression: "100 * rate",
      usingMetrics: { rate: ofSes(`Reputation.${name}`, { statistic: "Maximum" }) },
      label: title,
      period: Duration.hours(1),
    });
    const [ours] = [name === "BounceRate" ? reputation.bounceRate : reputation.complaintRate];
    const lines = [
      { value: round(100 * ours), label: "an alarm rings", color: cloudwatch.Color.ORANGE },
      { value: round(100 * reviewed[name]), label: "SES reviews", color: cloudwatch.Color.RED },
    ];
    return graph(`${title} of the account`, 6, { left: [percent], unit: "per cent", lines });
  }

  private queues() {
    const { queues } = this.alarms;
    const of = (make: (each: (typeof queues)[number]) => cloudwatch.Metric) =>
      queues.map((each) => make(each).with({ label: each.name }));
    const visible = { statistic: "Maximum" };
    return [
      graph("Messages that wait", 8, {
        left: of(({ queue }) => queue.metricApproximateNumberOfMessagesVisible(visible)),
        unit: "messages",
      }),
      graph("Age of the oldest message", 8, {
        left: of(({ queue }) => queue.metricApproximateAgeOfOldestMessage(visible)),
        unit: "seconds",
      }),
      graph("Dead letters", 8, {
        left: of(({ dead }) => dead.metricApproximateNumberOfMessagesVisible(visible)),
        unit: "messages",
      }),
    ];
  }

  private counts() {
    const left = this.alarms.counts.map((metric) =>
      metric.with({ label: `${metric.dimensions?.service}: ${metric.metricName}` }),
    );
    return graph("What should be nothing", 8, { left, unit: "times" });
  }

  /** The clock, minute by minute, and whether the account has room for it. */
  private pulse() {
    const every = { ...sum, period: Duration.minutes(1) };
    const left = [this.alarms.ours("Ticks", "tick"), this.alarms.ours("Sweeps", "sweep")];
    const used = new cloudwatch.Metric({
      namespace: "AWS/Lambda",
      metricName: "ConcurrentExecutions",
      statistic: "Maximum",
      label: "functions at once, of the account",
    });
    return graph("The clock", 8, { left: left.map((each) => each.with(every)), right: [used], unit: "a minute" });
  }

  private pages(api: HttpApi) {
    const left = [api.metricCount(sum), api.metricClientError(sum), api.metricServerError(sum)];
    const right = [api.metricLatency({ statistic: "p99", label: "ms, 99 of 100 are faster" })];
    return graph("Pages and API", 8, { left, right, unit: "requests" });
  }
}

type GraphProps = {
  left: cloudwatch.IMetric[];
  right?: cloudwatch.IMetric[];
  unit: string;
  lines?: cloudwatch.HorizontalAnnotation[];
};

const graph = (title: string, width: number, { left, right = [], unit, lines = [] }: GraphProps) =>
  new cloudwatch.GraphWidget({
    title,
    width,
    left,
    right,
    leftYAxis: { label: unit, showUnits: false, min: 0 },
    ...(right.length > 0 && { rightYAxis: { showUnits: false, min: 0 } }),
    ...(lines.length > 0 && { leftAnnotations: lines }),
  });

const functionWidget = ({ name, function: it }: TearsheetFunction) =>
  graph(name, 6, {
    left: [it.metricInvocations(sum), it.metricErrors(sum), it.metricThrottles(sum)],
    right: [it.metricDuration({ statistic: "p99", label: "ms, 99 of 100 are faster" })],
    unit: "calls",
  });

const ofSes = (metricName: string, props: { statistic: string }) =>
  new cloudwatch.Metric({ namespace: "AWS/SES", metricName, ...props });

const round = (percent: number): number => Math.round(1000 * percent) / 1000;
