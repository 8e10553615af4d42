import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAws, type TestAws } from "../support/aws.ts";
import { andClean } from "./and-clean.ts";
import { emptyBucket } from "./empty-bucket.ts";
import { unexpectedChecks } from "./unexpected-checks.ts";

describe("a bucket of a stage that is thrown away", () => {
  let aws: TestAws;
  beforeAll(async () => {
    aws = await openAws();
  });
  afterAll(() => aws.close());

  it("is emptied, whatever its files are called, and another is left alone", async () => {
    for (const Bucket of ["thrown-away", "other"]) await aws.s3.send(new CreateBucketCommand({ Bucket }));
    for (const Key of ["photos/a", "photos/ü b.jpg", "c"])
      for (const Bucket of ["thrown-away", "other"])
        await aws.s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
    const count = async (Bucket: string) => (await aws.s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount;
    expect(await emptyBucket(aws.s3, "thrown-away")).toBe(3);
    expect([await count("thrown-away"), await count("other")]).toEqual([0, 3]);
    expect(await emptyBucket(aws.s3, "thrown-away")).toBe(0);
  });

  it("may be gone already", async () => {
    expect(await emptyBucket(aws.s3, "never-was")).toBe(0);
  });
});

describe("the end to end", () => {
  const done: string[] = [];
  const step =
    (name: string, fails = false) =>
    async () => {
      done.push(name);
      if (fails) throw new Error(name);
    };

  it("cleans up after itself whether it failed or not, and tells of both failures", async () => {
    await andClean(step("work"), step("clean"));
    await expect(andClean(step("broken", true), step("clean"))).rejects.toThrow("broken");
    await expect(andClean(step("work"), step("unclean", true))).rejects.toThrow("unclean");
    await expect(andClean(step("broken", true), step("unclean", true))).rejects.toMatchObject({
      errors: [new Error("broken"), new Error("unclean")],
    });
    expect(done).toEqual(["work", "clean", "broken", "clean", "work", "unclean", "broken", "unclean"]);
  });

  it("fails on a row of the preflight that is not in order, unless it says why it need not be", () => {
    const row = (name: string, ok: boolean) => ({ name, ok, found: "" });
    const checks = [row("identity", false), row("production access", false), row("DKIM", true)];
    expect(unexpectedChecks(checks, "account").map(({ name }) => name)).toEqual(["identity"]);
    expect(unexpectedChecks(checks, "standIn").map(({ name }) => name)).toEqual(["identity", "production access"]);
  });
});
