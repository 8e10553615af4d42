import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parseConfig, settingNames } from "../../functions/core/config.ts";
import { InvalidInput } from "../../functions/core/errors.ts";

const sampleNow = "2026-10-24T06:00:30.000Z";

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    parseConfig(environment, sampleNow);
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems;
    throw error;
  }
  return [];
};

describe("the configuration", () => {
  it("of an empty environment is a whole local set-up at the sample's instant", () => {
    expect(parseConfig({}, sampleNow)).toMatchObject({
      host: "127.0.0.1",
      port: 4040,
      publicUrl: "http://localhost:4040",
      clock: { kind: "from", at: sampleNow },
      store: { kind: "embedded" },
      ses: { kind: "embedded" },
      sample: true,
    });
  });

  it("names a sign-in provider whole: its issuer by https, and who we are to it", () => {
    const named = { TEARSHEET_OIDC_ISSUER: "https://id.example.org/", TEARSHEET_OIDC_CLIENT_ID: "tearsheet" };
    const signIn = { issuer: "https://id.example.org", clientId: "tearsheet", rolesClaim: "roles" };
    expect(parseConfig(named, sampleNow).signIn).toEqual({ ...signIn, clientSecret: undefined });
    expect(parseConfig({}, sampleNow).signIn).toBeUndefined();
    const { TEARSHEET_OIDC_CLIENT_ID: _, ...without } = named;
    expect(problemsOf(without)).toEqual(["TEARSHEET_OIDC_CLIENT_ID is needed with TEARSHEET_OIDC_ISSUER"]);
    const plain = problemsOf({ ...named, TEARSHEET_OIDC_ISSUER: "http://id.example.org" });
    expect(plain).toEqual(["TEARSHEET_OIDC_ISSUER is to be by https"]);
  });

  it("reports every problem at once, each with the variable's name", () => {
    const problems = problemsOf({
      TEARSHEET_PORT: "many",
      TEARSHEET_CLOCK: "yesterday",
      AWS_ENDPOINT_URL_SES: "localhost",
      TEARSHEET_PROT: "4041",
    });
    expect(problems).toHaveLength(4);
    for (const name of ["TEARSHEET_PORT", "TEARSHEET_CLOCK", "AWS_ENDPOINT_URL_SES", "TEARSHEET_PROT"])
      expect(problems.join("\n")).toContain(name);
  });

  it("says what each variable may be, once, and never takes one for another", () => {
    const wrong = {
      TEARSHEET_PORT: "0",
      TEARSHEET_CLOCK: "noon",
      TEARSHEET_TICK_SECONDS: "99999.5",
      TEARSHEET_SES_RATE: "-1",
      TEARSHEET_SAMPLE: "maybe",
      AWS_ENDPOINT_URL_SES: "http://key:secret@127.0.0.1:8025",
    };
    expect(problemsOf(wrong)).toEqual([
      "TEARSHEET_PORT is a whole number from 1 to 65535",
      "TEARSHEET_CLOCK is system, sample, or an instant such as 2026-10-24T08:00:00+02:00",
      "TEARSHEET_TICK_SECONDS is a whole number from 1 to 3600",
      "TEARSHEET_SAMPLE is on or off",
      "TEARSHEET_SES_RATE is a number of messages a second, up to 100000",
      "AWS_ENDPOINT_URL_SES is a URL such as http://127.0.0.1:8025, without user, query or fragment",
    ]);
  });

  it("takes the endpoints of AWS's own variables", () => {
    const config = parseConfig(
      { AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:8000/", AWS_ENDPOINT_URL_SES: "http://127.0.0.1:8025" },
      sampleNow,
    );
    expect(config.store).toEqual({ kind: "endpoint", url: "http://127.0.0.1:8000" });
    expect(config.ses).toEqual({ kind: "endpoint", url: "http://127.0.0.1:8025" });
  });

  it("keeps real time once the sample is off, and any instant that is asked for", () => {
    expect(parseConfig({ TEARSHEET_SAMPLE: "off" }, sampleNow).clock).toEqual({ kind: "system" });
    expect(parseConfig({ TEARSHEET_CLOCK: "2026-03-29T08:00:00+02:00" }, sampleNow).clock).toEqual({
      kind: "from",
      at: "2026-03-29T06:00:00.000Z",
    });
  });

  it("takes a variable that is set but empty for unset", () => {
    expect(problemsOf({ TEARSHEET_PORT: "", AWS_ENDPOINT_URL_DYNAMODB: " " })).toEqual([]);
  });
});

it("every setting stands in the documentation, and none that there is not", async () => {
  const page = await readFile("docs/commands.md", "utf8");
  const rows = page
    .slice(page.indexOf("## The environment"))
    .split("\n")
    .map((row) => row.split("|")[1] ?? "");
  const named = rows.flatMap((cell) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name));
  expect(named.toSorted()).toEqual(settingNames.toSorted());
});
