import { createHash, createHmac } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { presignedGet } from "../../functions/core/presigned-get.ts";
import { presignedPut } from "../../functions/core/presigned-put.ts";
import { openAws, type TestAws } from "../support/aws.ts";
import { credentials } from "../support/ses.ts";

let aws: TestAws;
beforeAll(async () => {
  aws = await openAws();
  aws.server.createBucket("lists");
});
afterAll(() => aws.close());

const bucket = { bucket: "lists", region: "eu-west-1", credentials };

/** Signature version 4 by an address as it is written, as AWS describes it ("Authenticating Requests: Using Query Parameters"). */
const signatureOf = (address: string, method: string, signed: Record<string, string> = {}): string => {
  const { host, pathname, search, searchParams } = new URL(address);
  const [scope = "", date = ""] = ["X-Amz-Credential", "X-Amz-Date"].map((name) => searchParams.get(name) ?? "");
  const query = search.slice(1).split("&");
  const written = query.filter((each) => !each.startsWith("X-Amz-Signature=")).toSorted();
  const headers = Object.entries({ ...signed, host }).map(([name, value]) => `${name}:${value}\n`);
  const names = Object.keys({ ...signed, host }).join(";");
  const asked = [method, pathname, written.join("&"), headers.join(""), names, "UNSIGNED-PAYLOAD"].join("\n");
  const within = scope.split("/").slice(1);
  const digest = createHash("sha256").update(asked).digest("hex");
  const toSign = ["AWS4-HMAC-SHA256", date, within.join("/"), digest].join("\n");
  const mac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = within.reduce<string | Buffer>(mac, `AWS4${credentials.secretAccessKey}`);
  return mac(key, toSign).toString("hex");
};

it("lets a file of one length come under one key for a while, by an address that says so and is signed", async () => {
  const { url } = await presignedPut(bucket)("lists/a/asked/1", { bytes: 6, seconds: 60 });
  const { origin, pathname, searchParams } = new URL(url);
  expect(origin + pathname).toBe("https://lists.s3.eu-west-1.amazonaws.com/lists/a/asked/1");
  expect(searchParams.get("X-Amz-Signature")).toBe(signatureOf(url, "PUT", { "content-length": "6" }));
  expect(Object.fromEntries(searchParams)).toMatchObject({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Expires": "60",
    "X-Amz-SignedHeaders": "content-length;host",
    "X-Amz-Signature": expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

it("lets a file be read for a while under a name of its own, by an address that is written as it is signed", async () => {
  const url = await presignedGet(bucket)("exports/a/1", { name: "flashbulb-2026-10-24.csv", seconds: 300 });
  const { pathname, searchParams } = new URL(url);
  expect(pathname).toBe("/exports/a/1");
  expect(searchParams.get("response-content-disposition")).toBe('attachment; filename="flashbulb-2026-10-24.csv"');
  expect(url).not.toContain("+");
  expect(searchParams.get("X-Amz-Expires")).toBe("300");
  expect(searchParams.get("X-Amz-Signature")).toBe(signatureOf(url, "GET"));
});

it("puts the file where the address leads", async () => {
  const { url } = await presignedPut({ ...bucket, endpoint: aws.endpoint })("lists/a/asked/2", {
    ...{ bytes: 6, seconds: 60 },
  });
  expect((await fetch(url, { method: "PUT", body: "email\n" })).status).toBe(200);
  const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: "lists", Key: "lists/a/asked/2" }));
  expect(await Body?.transformToString()).toBe("email\n");
});
