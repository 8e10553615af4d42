import { Duration } from "aws-cdk-lib";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Variable } from "../../functions/environment.ts";
import { keptDays, queues, timeouts, visibility } from "../numbers.ts";
import type { TearsheetFunction } from "./function.ts";
import type { Alarms } from "./monitoring.ts";

export type QueueName = keyof typeof queues;
export type QueueProps = { alarms: Alarms; name: QueueName; variable?: Variable };

/** A queue, born with what cannot be done (`dead`), and with the alarm for it. */
export class TearsheetQueue extends Construct {
  readonly queue: sqs.Queue;
  readonly dead: sqs.Queue;
  private readonly props: QueueProps;
  constructor(scope: Construct, id: string, props: QueueProps) {
    super(scope, id);
    this.props = props;
    const { tries } = queues[props.name];
    const common = { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.dead = new sqs.Queue(this, "Dead", { ...common, retentionPeriod: Duration.days(keptDays.deadLetters) });
    this.queue = new sqs.Queue(this, "Queue", {
      ...common,
      retentionPeriod: Duration.days(props.name === "events" ? keptDays.events : keptDays.queue),
      visibilityTimeout: Duration.seconds(visibility(timeouts[props.name])),
      deadLetterQueue: { queue: this.dead, maxReceiveCount: tries },
    });
    props.alarms.deadLetters(this, { name: props.name, queue: this.queue, dead: this.dead });
  }

  /** The function works the queue off, so many of it at once, and hears of each message that failed alone. */
  workedBy(worker: TearsheetFunction, concurrency: number = queues[this.props.name].concurrency) {
    const { batch, ...rest } = queues[this.props.name];
    const gather = "gatherSeconds" in rest ? { maxBatchingWindow: Duration.seconds(rest.gatherSeconds) } : {};
    worker.function.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: batch,
        maxConcurrency: concurrency,
        reportBatchItemFailures: true,
        ...gather,
      }),
    );
  }

  /** To count what waits, and what came to nothing. */
  grantCount(to: TearsheetFunction, waiting: Variable, dead: Variable) {
    for (const [variable, { queueUrl, queueArn }] of [
      [waiting, this.queue],
      [dead, this.dead],
    ] as const)
      to.grant(variable, queueUrl, { actions: ["sqs:GetQueueAttributes"], resources: [queueArn] });
  }

  grantSend(to: TearsheetFunction) {
    if (!this.props.variable) throw new Error(`nobody of ours puts anything on ${this.props.name}`);
    to.grant(this.props.variable, this.queue.queueUrl, {
      actions: ["sqs:SendMessage"],
      resources: [this.queue.queueArn],
    });
  }
}
