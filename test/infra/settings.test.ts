import { describe, expect, it } from "vitest";
import { canReserve, sendersFor } from "../../infra/numbers.ts";
import { parseSettings, readSettings } from "../../infra/settings.ts";

const least = { region: "eu-west-1", senderDomain: "news.example.org" };

describe("the settings of a stage", () => {
  it("need a region and a domain, and have defaults for the rest", () => {
    expect(parseSettings("production", least)).toMatchObject({ cloudFront: "on", architecture: "arm64", keep: "yes" });
    for (const stage of ["example", "e2e"]) expect(readSettings(stage).stage).toBe(stage);
  });

  it("say how fast SES is, and so how many functions send", () => {
    expect(sendersFor(parseSettings("production", least).mailsPerSecond)).toBe(2);
    expect([200, 220, 221, 5000].map(sendersFor)).toEqual([2, 2, 3, 46]);
  });

  it("say whether a function may keep a place of its own: a hundred must be left for all others", () => {
    expect([10, 100, 101, 1000].map(canReserve)).toEqual([false, false, true, true]);
  });

  it.each([
    [{ ...least, region: "Ireland" }, ["s: region is a region such as eu-west-1"]],
    [{ ...least, senderDomain: "me@example.org" }, ["s: senderDomain is a domain such as news.example.org"]],
    [{ ...least, cloudFront: "yes" }, ['s: cloudFront is "on", "off", or { "domain": …, "certificateArn": … }']],
    [
      {
        ...least,
        cloudFront: { domain: "www.example.org", certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1" },
      },
      ["s: cloudFront.certificateArn is an ARN of a certificate in us-east-1"],
    ],
    [{ ...least, signIn: { issuer: "https://id.example.org" } }, ['s: signIn is "cognito", "off", or { "issuer": …']],
    [
      { ...least, challenge: { siteKey: "1x00", secretArn: "x" } },
      ["s: challenge.secretArn is an ARN of secretsmanager"],
    ],
    [{ ...least, colour: "red" }, ['s: Unrecognized key: "colour"']],
  ])("say each mistake in a line: %j", (written, problems) => {
    expect(() => parseSettings("s", written)).toThrow(problems[0]);
  });

  it("say all mistakes at once, and which stage there is none of", () => {
    expect(() => parseSettings("S", { region: 7 })).toThrow(/no name of a stage.*region.*senderDomain/s);
    expect(() => readSettings("")).toThrow("no stage is named: say -c stage=<stage>");
    expect(() => readSettings("nowhere")).toThrow("copy infra/stages/example.json");
  });
});
