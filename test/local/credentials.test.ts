import { describe, expect, it } from "vitest";
import { credentialsFor } from "../../local/credentials.ts";

const elsewhere = { kind: "endpoint", url: "http://127.0.0.1:8025" } as const;
const something = { credentials: { accessKeyId: "local", secretAccessKey: "local" } };

describe("what an AWS client on this machine signs with", () => {
  it("is something, for a server that stands in for AWS, where the environment brings nothing", () => {
    expect(credentialsFor(elsewhere, {})).toEqual(something);
    expect(credentialsFor(elsewhere, { AWS_PROFILE: "" })).toEqual(something);
  });

  it("is left to the client where the environment brings credentials", () => {
    expect(credentialsFor(elsewhere, { AWS_PROFILE: "letters" })).toEqual({});
    expect(credentialsFor(elsewhere, { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "x" })).toEqual({});
  });

  it("is never the environment's for what runs in the process", () => {
    expect(credentialsFor({ kind: "embedded" }, { AWS_PROFILE: "letters" })).toEqual(something);
  });
});
