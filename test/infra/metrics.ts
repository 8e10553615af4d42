import { readFileSync } from "node:fs";
import { bundles, functionNames } from "../../infra/bundle.ts";

/** A metric as a template names it: dimensions in the order of their names, references as JSON. */
export type NamedMetric = { namespace: string; name: string; dimensions: Record<string, unknown> };

/** What AWS publishes by itself of what we have, by the dimensions that it has it under (each service's own pages). */
const published: readonly [namespace: string, dimensions: readonly string[], names: readonly string[]][] = [
  ["AWS/Lambda", ["FunctionName"], ["Invocations", "Errors", "Throttles", "Duration"]],
  ["AWS/Lambda", [], ["ConcurrentExecutions"]],
  ["AWS/SQS", ["QueueName"], ["ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"]],
  ["AWS/SES", [], ["Send", "Delivery", "Bounce", "Complaint", "Reject"]],
  ["AWS/SES", [], ["Reputation.BounceRate", "Reputation.ComplaintRate"]],
  ["AWS/SNS", ["TopicName"], ["NumberOfNotificationsFailed"]],
  ["AWS/ApiGateway", ["ApiId"], ["Count", "4xx", "5xx", "Latency"]],
];

/** What our functions count, as `service name`; Powertools adds the service as the one dimension. */
export const counted: readonly string[] = functionNames.flatMap((service) =>
  [...readFileSync(bundles[service].entry, "utf8").matchAll(/addMetric\("(\w+)"/g)].map(
    ([, name]) => `${service} ${name}`,
  ),
);

const ours = "Tearsheet/test";

/** Whether somebody publishes it: AWS under these dimensions, or the function that the dimension names. */
export const isPublished = ({ namespace, name, dimensions }: NamedMetric): boolean => {
  const names = Object.keys(dimensions);
  if (namespace === ours) return names.join() === "service" && counted.includes(`${dimensions.service} ${name}`);
  return published.some(
    ([space, under, all]) => space === namespace && under.join() === names.join() && all.includes(name),
  );
};

export const asCounted = ({ namespace, name, dimensions }: NamedMetric): string[] =>
  namespace === ours ? [`${dimensions.service} ${name}`] : [];

type Widget = { type: string; x: number; y: number; width: number; properties: WidgetProperties };
type WidgetProperties = { title: string; metrics?: unknown[][]; yAxis?: { left?: { label?: string } } };

/** A dashboard's body, whose references the template joins in. */
export const widgetsOf = (body: unknown): Widget[] => {
  const parts = typeof body === "string" ? [body] : (body as { "Fn::Join": [string, unknown[]] })["Fn::Join"][1];
  const text = parts.map((part) =>
    typeof part === "string" ? part : JSON.stringify(part).replace(/\W+/g, " ").trim(),
  );
  return (JSON.parse(text.join("")) as { widgets: Widget[] }).widgets;
};

/** The metrics of a widget; `.` repeats what stands above, and the last element says how it is drawn. */
export const metricsOf = ({ properties: { metrics = [] } }: Widget): NamedMetric[] => {
  let before: unknown[] = [];
  return metrics.flatMap((written) => {
    const named = written.filter((each) => typeof each === "string");
    if (named.length === 0) return [];
    before = named.map((each, at) => (each === "." ? before[at] : each));
    const [namespace, name, ...rest] = before as string[];
    const pairs = Array.from({ length: rest.length / 2 }, (_, at) => [rest[2 * at], rest[2 * at + 1]]);
    return [{ namespace: String(namespace), name: String(name), dimensions: Object.fromEntries(pairs) }];
  });
};

type AlarmProperties = { Namespace: string; MetricName: string; Dimensions?: { Name: string; Value: unknown }[] };

export const metricOfAlarm = (properties: object): NamedMetric => {
  const { Namespace, MetricName, Dimensions = [] } = properties as AlarmProperties;
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return { namespace: Namespace, name: MetricName, dimensions };
};
