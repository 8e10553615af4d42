import type { wiring } from "../../functions/environment.ts";
import { policies } from "../infra/policies.ts";

type FunctionName = keyof typeof wiring;
type Variable = (typeof wiring)[FunctionName][number];

/** A request as a deployed function made it. */
export type Noted = { name: string; method: string; path: string; target?: string; body: string };

/** What the templates call that which a variable names; the names of test/infra/policies.ts. */
const resources: Partial<Record<Variable, string>> = {
  TEARSHEET_BUCKET_PHOTOS: "PhotosBucket",
  TEARSHEET_BUCKET_RENDITIONS: "RenditionsBucket",
  TEARSHEET_BUCKET_IMPORTS: "AudienceUploadsBucket Arn",
  TEARSHEET_QUEUE_WORK: "DeliveryWorkQueue Arn",
  TEARSHEET_QUEUE_MAILS: "AudienceMailsQueue Arn",
  TEARSHEET_QUEUE_PHOTOS: "PostsPhotosQueue Arn",
  TEARSHEET_QUEUE_IMPORTS: "AudienceImportsQueue Arn",
  TEARSHEET_QUEUE_EVENTS: "DeliveryEventsQueue Arn",
  TEARSHEET_QUEUE_EVENTS_DEAD: "DeliveryEventsQueueDead Arn",
  TEARSHEET_SECRET_KEYRING: "Keyring",
  TEARSHEET_SECRET_IDENTITY: "IdentityKey",
  TEARSHEET_SECRET_ORIGIN: "OriginSecret",
  TEARSHEET_FUNCTION_CROPS: "PostsCropsFunction Arn",
  TEARSHEET_CONFIGURATION_SET: "DeliveryNewsletterSet",
};

const resourceOf = (variable: Variable): string | undefined => {
  const [, table] = /^TEARSHEET_TABLE_(\w+)$/.exec(variable) ?? [];
  return table ? `Table${table.toLowerCase()}Table` : resources[variable];
};

/** Who sends under no set sends under the identity's own. */
const ofIdentity = "Confirmations";

/** Of each function all that its policy allows, one action on one resource each; sending is on an identity and a set. */
export const allowedOf = (name: FunctionName): Set<string> =>
  new Set(
    policies[name].flatMap((statement) => {
      const [actions = "", resource = ""] = statement.split(" | ");
      const [, set] = /:identity\/[\w.-]+ .*:configuration-set\/ (\w+)$/.exec(resource) ?? [];
      return actions.split(" ").map((action) => `${action} ${set ? `Sender ${set}` : resource}`);
    }),
  );

const s3Actions: Record<string, string> = {
  GET: "s3:GetObject",
  HEAD: "s3:GetObject",
  PUT: "s3:PutObject",
  DELETE: "s3:DeleteObject",
  // A file in parts is begun and finished by it.
  POST: "s3:PutObject",
};

/**
 * The actions on resources that a request stands for, in the words of the policies; none for what goes to no service of
 * AWS. `told` is what the function's environment says, `senderDomain` whose identity there is.
 */
export const usesOf = (
  { method, path, target = "", body }: Noted,
  told: Readonly<Record<string, string>>,
  senderDomain = "",
): readonly string[] => {
  const named = (value: string): string => {
    const variables = Object.keys(told).filter((each) => told[each] === value || value.endsWith(`:${told[each]}`));
    return variables.map((each) => resourceOf(each as Variable)).find((each) => each !== undefined) ?? value;
  };
  const [, service = "", operation = ""] = /^(\w+?)(?:_\d+)?\.(\w+)$/.exec(target) ?? [];
  if (operation === "BatchExecuteStatement")
    return insertedInto(body).map((table) => `dynamodb:PartiQLInsert ${named(table)}`);
  if (service === "DynamoDB") return tablesOf(body).map((table) => `dynamodb:${operation} ${named(table)}`);
  if (service === "AmazonSQS")
    return [`sqs:${operation.replace(/Batch$/, "")} ${named(/"QueueUrl":"([^"]+)"/.exec(body)?.[1] ?? "")}`];
  if (service === "secretsmanager")
    return [`secretsmanager:${operation} ${named(/"SecretId":"([^"]+)"/.exec(body)?.[1] ?? "")}`];
  const [, action] = /^Action=(\w+)/.exec(body) ?? [];
  if (action === "GetSendQuota") return ["ses:GetSendQuota *"];
  if (action === "SendRawEmail") {
    const { domain, set } = sentAs(body);
    return [`ses:${action} ${domain === senderDomain ? "Sender" : domain} ${set ? named(set) : ofIdentity}`];
  }
  if (action) return [`ses:${action}`];
  const [, invoked] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(path) ?? [];
  if (invoked) return [`lambda:InvokeFunction ${named(decodeURIComponent(invoked))}`];
  const [, bucket = "", prefix = ""] = /^\/([^/?]+)\/([^/?]+)/.exec(path) ?? [];
  return Object.values(told).includes(bucket) ? [`${s3Actions[method] ?? method} ${named(bucket)} /${prefix}/*`] : [];
};

/** As whom a request sends, and under which set, by the envelope and by the message's own header. */
const sentAs = (form: string): { domain: string; set: string | undefined } => {
  const [, source = ""] = /&Source=([^&]+)/.exec(form) ?? [];
  const [, data = ""] = /&RawMessage\.Data=([^&]+)/.exec(form) ?? [];
  const message = Buffer.from(decodeURIComponent(data.replace(/%\w?$/, "")), "base64").toString("latin1");
  return {
    domain: decodeURIComponent(source).split("@")[1] ?? "",
    set: /^X-SES-CONFIGURATION-SET: ([\w-]+)/im.exec(message)?.[1],
  };
};

const tablesOf = (body: string): string[] => {
  const one = /"TableName":"([^"]+)"/.exec(body)?.[1];
  return one ? [one] : Object.keys((JSON.parse(body) as { RequestItems?: object }).RequestItems ?? {});
};

const insertedInto = (body: string): string[] => [
  ...new Set([...body.matchAll(/INSERT INTO \\"([^"\\]+)\\"/g)].map(([, table = ""]) => table)),
];

/** What Lambda itself does by a function's role, and the listing that no request asks for but S3's answers hang on. */
const doneByOthers =
  /^((logs|xray):|sqs:(ReceiveMessage|ChangeMessageVisibility|GetQueueUrl|DeleteMessage) |s3:ListBucket )/;

/** What Lambda asks of the queues that it works off for a function. */
const isOfPoller = (name: FunctionName, each: string): boolean =>
  each.startsWith("sqs:GetQueueAttributes ") &&
  allowedOf(name).has(each.replace("GetQueueAttributes", "ReceiveMessage"));

export type Compared = { forbidden: string[]; unused: string[]; wronglyUnreached: string[] };

/**
 * What a function did that its policy does not allow; what the policy allows that it did not, and that is not listed with
 * a reason; and what is listed and was done.
 */
export const compared = (
  name: FunctionName,
  uses: ReadonlySet<string>,
  listed: Readonly<Record<string, string>> = {},
): Compared => {
  const allowed = allowedOf(name);
  const ours = [...allowed].filter((each) => !doneByOthers.test(each) && !isOfPoller(name, each));
  return {
    forbidden: [...uses].filter((each) => !allowed.has(each)).toSorted(),
    unused: ours.filter((each) => !uses.has(each) && !(each in listed)).toSorted(),
    wronglyUnreached: Object.keys(listed)
      .filter((each) => uses.has(each))
      .toSorted(),
  };
};
