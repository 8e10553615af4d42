import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { encodeMail } from "../../functions/mail/encoded-mail.ts";
import { rawForm } from "../../functions/mail/raw-form.ts";
import { unreached } from "./unreached.ts";
import { allowedOf, compared, type Noted, usesOf } from "./uses.ts";

const told = {
  TEARSHEET_TABLE_LEDGER: "ledger-1",
  TEARSHEET_BUCKET_RENDITIONS: "renditions-1",
  TEARSHEET_QUEUE_WORK: "http://127.0.0.1/1/work",
  TEARSHEET_CONFIGURATION_SET: "set-1",
};

/** The form of SES for a mail of some length, as a sender writes it. */
const formOf = (source: string, set?: string): string => {
  const header = set ? `X-SES-CONFIGURATION-SET: ${set}\r\n` : "";
  const message = `From: a@news.example.org\r\n${header}\r\n${"x".repeat(40_000)}`;
  return rawForm({ source, destination: "b@example.org", message: encodeMail(Buffer.from(message)) }).toString();
};

/** What a function asks by each of the clients that it has, SES's connections apart from the SDK's. */
const asking = (endpoint: string) => `
  import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
  import { SQSClient, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
  import { request } from "undici";
  const config = { endpoint: "${endpoint}", region: "eu-west-1", maxAttempts: 1,
    credentials: { accessKeyId: "a", secretAccessKey: "b" } };
  const quietly = (promise) => promise.catch(() => {});
  await quietly(new DynamoDBClient(config).send(new GetItemCommand({ TableName: "ledger-1", Key: { pk: { S: "x" } } })));
  await quietly(new SQSClient(config).send(new SendMessageBatchCommand({
    QueueUrl: "http://127.0.0.1/1/work", Entries: [{ Id: "0", MessageBody: "{}" }] })));
  await quietly(fetch("${endpoint}/renditions-1/renditions/a/1.json"));
  await quietly(request("${endpoint}/", { method: "POST", body: Buffer.from("${formOf("a@news.example.org", "set-1")}") }));
  await quietly(fetch("${endpoint}/some-feed"));
`;

it("notes what a function asks of AWS, by whichever client, as the actions of its policy", async () => {
  const folder = await mkdtemp(join(tmpdir(), "requests-"));
  const server = createServer((_, response) => response.writeHead(400).end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const script = asking(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const record = join(folder, "requests.jsonl");
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    env: {
      PATH: process.env.PATH,
      TEARSHEET_RECORD: record,
      POWERTOOLS_SERVICE_NAME: "work",
      NODE_OPTIONS: `--import ${join(import.meta.dirname, "record-requests.ts")}`,
    },
  });
  const noted = (await readFile(record, "utf8")).trim().split("\n");
  const uses = new Set(noted.flatMap((line) => usesOf(JSON.parse(line) as Noted, told, "news.example.org")));
  expect([...uses].toSorted()).toEqual([
    "dynamodb:GetItem TableledgerTable",
    "s3:GetObject RenditionsBucket /renditions/*",
    "ses:SendRawEmail Sender DeliveryNewsletterSet",
    "sqs:SendMessage DeliveryWorkQueue Arn",
  ]);
  const { forbidden, unused } = compared("work", uses);
  expect(forbidden).toEqual(["sqs:SendMessage DeliveryWorkQueue Arn"]);
  expect(unused).toContain("dynamodb:PutItem TableledgerTable");
  server.close();
  await rm(folder, { recursive: true });
});

it("tells the files of a bucket apart by what their names begin with, and knows a file in parts", () => {
  const bucket = { TEARSHEET_BUCKET_IMPORTS: "uploads-1" };
  const uses = (method: string, path: string) => usesOf({ name: "imports", method, path, body: "" }, bucket);
  expect(uses("GET", "/uploads-1/lists/a/asked/1")).toEqual(["s3:GetObject AudienceUploadsBucket Arn /lists/*"]);
  for (const method of ["POST", "PUT"])
    expect(uses(method, "/uploads-1/exports/a/1?uploadId=x")).toEqual([
      "s3:PutObject AudienceUploadsBucket Arn /exports/*",
    ]);
});

describe("what a policy allows", () => {
  it("is used or listed with a reason, and nothing that was used is listed", () => {
    const allowed = [...allowedOf("crops")];
    const [put = ""] = allowed.filter((each) => each.startsWith("s3:PutObject"));
    const [get = ""] = allowed.filter((each) => each.startsWith("s3:GetObject"));
    expect(compared("crops", new Set([get]))).toEqual({ forbidden: [], unused: [put], wronglyUnreached: [] });
    expect(compared("crops", new Set([get]), { [put]: "why" }).unused).toEqual([]);
    expect(compared("crops", new Set([get, put]), { [put]: "why" }).wronglyUnreached).toEqual([put]);
  });

  it.each(Object.entries(unreached))("has all that is listed of %s, each with its reason", (name, listed) => {
    const allowed = allowedOf(name as keyof typeof unreached);
    expect(Object.keys(listed).filter((each) => !allowed.has(each))).toEqual([]);
    for (const why of Object.values(listed)) expect(why.length).toBeGreaterThan(20);
  });

  it("is to send as the sender's domain and under one set, so that another of either is forbidden", () => {
    const of = (source: string, set?: string) => {
      const noted = { name: "work", method: "POST", path: "/", body: formOf(source, set) };
      return compared("work", new Set(usesOf(noted, told, "news.example.org"))).forbidden;
    };
    expect(of("a@news.example.org", "set-1")).toEqual([]);
    expect(of("a@news.example.org")).toEqual(["ses:SendRawEmail Sender Confirmations"]);
    expect(of("a@news.example.org", "set-2")).toEqual(["ses:SendRawEmail Sender set-2"]);
    expect(of("a@example.com", "set-1")).toEqual(["ses:SendRawEmail example.com DeliveryNewsletterSet"]);
  });

  it("counts an insertion of many at once as the action that it takes", () => {
    const body = JSON.stringify({ Statements: [{ Statement: `INSERT INTO "ledger-1" VALUE {'pk': ?}` }] });
    const target = "DynamoDB_20120810.BatchExecuteStatement";
    const noted = { name: "imports", method: "POST", path: "/", target, body };
    expect(usesOf(noted, told)).toEqual(["dynamodb:PartiQLInsert TableledgerTable"]);
  });
});
