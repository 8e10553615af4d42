import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CelEngine, TemplateFile } from "@aws/cloudformation-validate";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FunctionName, wiring } from "../../functions/environment.ts";
import { functionNames } from "../../infra/bundle.ts";
import { distFolder } from "../../infra/constructs/function.ts";
import { makeApp } from "../../infra/make-app.ts";
import { parseSettings } from "../../infra/settings.ts";
import { StorageStack } from "../../infra/storage-stack.ts";
import { standing } from "../scale/prices.ts";
import { asCounted, counted, isPublished, metricOfAlarm, metricsOf, widgetsOf } from "./metrics.ts";
import { policies } from "./policies.ts";

type Resource = {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
};
type Resources = Record<string, Resource>;

const oidcSecret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:sign-in";
const challengeSecret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:challenge";
const challenge = { siteKey: "1x00", secretArn: challengeSecret };
const inboundMail = { ruleSet: "operators", replies: ["Letters@news.example.org"] };
const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/1-2-3";
const cloudFront = { domain: "www.news.example.org", certificateArn };
const signIn = { issuer: "https://id.example.org", clientId: "tearsheet", clientSecretArn: oidcSecret };

const bare = { cloudFront: "off", keep: "no", sandbox: "yes", signIn, challenge };

let folder: string;
let storage: Template;
/** Of a stage that has its own provider and its own identity, with nothing deployed beside it. */
let storageAlone: Template;
let newsletter: Template;
let withoutEdge: Template;
let resources: Resources;
const placeholders: string[] = [];

beforeAll(async () => {
  // What a function holds is another test's affair: any code will do where none was bundled.
  for (const name of functionNames) {
    const file = join(distFolder, name, "index.mjs");
    if (existsSync(file)) continue;
    await mkdir(join(distFolder, name), { recursive: true });
    await writeFile(file, "export const handler = () => {};\n");
    placeholders.push(join(distFolder, name));
  }
  folder = await mkdtemp(join(process.cwd(), "cdk.out-test-"));
  const settings = { region: "eu-west-1", account: "123456789012", senderDomain: "news.example.org" };
  const made = makeApp(parseSettings("test", { ...settings, inboundMail, cloudFront }));
  storage = Template.fromStack(made.storage);
  newsletter = Template.fromStack(made.newsletter);
  withoutEdge = Template.fromStack(makeApp(parseSettings("bare", { ...settings, ...bare })).newsletter);
  const alone = parseSettings("test", { ...settings, identity: "existing", signIn });
  storageAlone = Template.fromStack(
    new StorageStack(new App(), "tearsheet-test-storage", { env: settings, settings: alone }),
  );
  resources = newsletter.toJSON().Resources as Resources;
}, 120_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
  for (const each of placeholders) await rm(each, { recursive: true });
});

const ofType = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.findResources(type) as Resources);

const functions = (): Map<FunctionName, Resource> =>
  new Map(
    ofType(newsletter, "AWS::Lambda::Function").map(([, each]) => [
      String(each.Properties.Description).split(": ")[1] as FunctionName,
      each,
    ]),
  );

const functionOf = (name: FunctionName): Resource => {
  const found = functions().get(name);
  if (!found) throw new Error(`there is no function ${name}`);
  return found;
};

/** A reference as its last name says it: a table, a bucket, a queue. */
const named = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/tearsheet-test-storage:ExportsOutput(Ref|FnGetAtt)/g, "")
    .replace(/[A-F0-9]{8}(Arn)?[A-F0-9]{0,8}/g, "")
    .replace(/"(Fn::\w+|Ref)"/g, " ")
    .replace(/[^\w/*:.@-]+/g, " ")
    .replace(/(?<![^ ]):(?![^ ])/g, " ")
    .replace(/ +/g, " ")
    .trim();

const policyOf = (name: FunctionName): string[] => {
  const roleOf = (functionOf(name).Properties.Role as { "Fn::GetAtt": [string] })["Fn::GetAtt"][0];
  return ofType(newsletter, "AWS::IAM::Policy")
    .filter(([, { Properties }]) => (Properties.Roles as { Ref: string }[]).some(({ Ref }) => Ref === roleOf))
    .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement)
    .map(({ Effect, Action, Resource, Condition }) =>
      [Effect === "Allow" ? "" : Effect, [Action].flat().join(" "), named(Resource), Condition ? named(Condition) : ""]
        .filter(Boolean)
        .join(" | "),
    )
    .toSorted();
};
type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown };

describe("a function", () => {
  it.each(functionNames)("%s is told what it reads, and nothing else", (name) => {
    const { Variables } = functionOf(name).Properties.Environment as { Variables: Record<string, unknown> };
    expect(
      Object.keys(Variables)
        .filter((each) => each.startsWith("TEARSHEET_"))
        .toSorted(),
    ).toEqual([...wiring[name]].toSorted());
  });

  it.each(functionNames)("%s may do this, and nothing else", (name) => {
    expect(policyOf(name)).toEqual(policies[name].toSorted());
  });

  it.each(functionNames)("%s keeps its log for a month, and has an alarm", (name) => {
    const { Ref } = (functionOf(name).Properties.LoggingConfig as { LogGroup: { Ref: string } }).LogGroup;
    expect(resources[Ref]?.Properties.RetentionInDays).toBe(30);
    const alarms = ofType(newsletter, "AWS::CloudWatch::Alarm").map(([, each]) =>
      String(each.Properties.AlarmDescription),
    );
    expect(alarms.some((text) => text.startsWith(`${name} failed`))).toBe(true);
  });
});

describe("a queue", () => {
  it("has one for what comes to nothing, with an alarm, and is kept from others long enough", () => {
    const queues = ofType(newsletter, "AWS::SQS::Queue");
    const alarms = JSON.stringify(newsletter.findResources("AWS::CloudWatch::Alarm"));
    const dead = new Set<string>();
    for (const [, { Properties }] of queues) {
      const { deadLetterTargetArn } = (Properties.RedrivePolicy ?? {}) as {
        deadLetterTargetArn?: { "Fn::GetAtt": [string] };
      };
      if (deadLetterTargetArn) dead.add(deadLetterTargetArn["Fn::GetAtt"][0]);
    }
    expect(dead.size).toBe(6);
    for (const [id, { Properties }] of queues) {
      expect(dead.has(id) || Properties.RedrivePolicy !== undefined).toBe(true);
      if (dead.has(id)) expect(alarms).toContain(id);
    }
    for (const [, { Properties }] of ofType(newsletter, "AWS::Lambda::EventSourceMapping")) {
      const queue = resources[(Properties.EventSourceArn as { "Fn::GetAtt": [string] })["Fn::GetAtt"][0]];
      const worker = resources[(Properties.FunctionName as { Ref: string }).Ref];
      expect(queue?.Properties.VisibilityTimeout).toBe(6 * Number(worker?.Properties.Timeout));
      expect(Properties.FunctionResponseTypes).toEqual(["ReportBatchItemFailures"]);
    }
  });
});

describe("the clock", () => {
  it("ticks every minute, and rings when nothing has come of it for five", () => {
    const [[, rule], ...others] = ofType(newsletter, "AWS::Events::Rule") as [[string, Resource]];
    expect(others).toEqual([]);
    expect(rule.Properties.ScheduleExpression).toBe("rate(1 minute)");
    for (const name of ["TickFunction", "SweepFunction", "MailsFunction"])
      expect(JSON.stringify(rule.Properties.Targets)).toContain(name);
    const hearts = ofType(newsletter, "AWS::CloudWatch::Alarm")
      .map(([, { Properties }]) => Properties)
      .filter(({ AlarmDescription }) => String(AlarmDescription).endsWith("#heartbeat"));
    const said = hearts.map(({ AlarmDescription }) => String(AlarmDescription).split(".")[0]);
    expect(said.toSorted()).toEqual(["sweep has not run for 5 minutes", "tick has not run for 5 minutes"]);
    for (const heart of hearts)
      expect(heart).toMatchObject({
        MetricName: "Invocations",
        ComparisonOperator: "LessThanThreshold",
        Threshold: 1,
        Period: 300,
        TreatMissingData: "breaching",
      });
  });
});

describe("the bucket of lists", () => {
  it("takes files from pages of ours alone, and forgets them after a week, what is taken out after a day", () => {
    const buckets = [storage, newsletter].flatMap((each) => ofType(each, "AWS::S3::Bucket"));
    const withCors = buckets.flatMap(([, { Properties }]) => (Properties.CorsConfiguration ? [Properties] : []));
    expect(withCors).toHaveLength(1);
    expect(withCors[0]).toMatchObject({
      CorsConfiguration: { CorsRules: [{ AllowedMethods: ["PUT"], AllowedOrigins: [expect.anything()] }] },
      LifecycleConfiguration: {
        Rules: [
          expect.objectContaining({ ExpirationInDays: 7 }),
          expect.objectContaining({ Prefix: "exports/", ExpirationInDays: 1 }),
        ],
      },
    });
  });
});

describe("what must never be lost", () => {
  it("is kept: tables with their past, buckets, keys, the identity", () => {
    const tables = ofType(storage, "AWS::DynamoDB::GlobalTable");
    expect(tables.length).toBeGreaterThanOrEqual(7);
    for (const [, { DeletionPolicy, Properties }] of tables) {
      expect(DeletionPolicy).toBe("Retain");
      const [replica] = Properties.Replicas as Record<string, unknown>[];
      expect(replica).toMatchObject({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
      });
    }
    for (const type of ["AWS::S3::Bucket", "AWS::SecretsManager::Secret", "AWS::SES::EmailIdentity"])
      for (const [, { UpdateReplacePolicy }] of ofType(storage, type)) expect(UpdateReplacePolicy).toBe("Retain");
  });

  it("goes when the creation is rolled back, where CloudFormation can: what is protected would hold the rollback up", () => {
    const kept = Object.values(storage.toJSON().Resources as Resources).filter(({ DeletionPolicy = "" }) =>
      DeletionPolicy.startsWith("Retain"),
    );
    const isProtected = ({ Properties }: Resource) =>
      /"DeletionProtection\w*":(true|"ACTIVE")/.test(JSON.stringify(Properties));
    expect(new Set(kept.filter((each) => !isProtected(each)).map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(
      new Set(["RetainExceptOnCreate"]),
    );
    const types = kept.filter(isProtected).map(({ Type, DeletionPolicy }) => `${Type} ${DeletionPolicy}`);
    expect(new Set(types)).toEqual(new Set(["AWS::DynamoDB::GlobalTable Retain", "AWS::Cognito::UserPool Retain"]));
  });

  it("is exported whole, whatever uses it: an export that is used cannot go before its use", () => {
    const exports = (template: Template) =>
      Object.entries(template.toJSON().Outputs as Record<string, { Export?: unknown }>)
        .filter(([, output]) => output.Export)
        .toSorted();
    expect(exports(storage).length).toBeGreaterThan(20);
    expect(exports(storageAlone)).toEqual(exports(storage));
  });

  it("has no identity where the account has it already", () => {
    storage.resourceCountIs("AWS::SES::EmailIdentity", 1);
    storageAlone.resourceCountIs("AWS::SES::EmailIdentity", 0);
  });

  it("sends as its own domain, and not at all when its MAIL FROM cannot be used", () => {
    storage.hasResourceProperties("AWS::SES::EmailIdentity", {
      EmailIdentity: "news.example.org",
      MailFromAttributes: { BehaviorOnMxFailure: "REJECT_MESSAGE", MailFromDomain: "bounce.news.example.org" },
    });
  });
});

describe("the dashboard", () => {
  const widgets = () => {
    const [board] = Object.values(newsletter.findResources("AWS::CloudWatch::Dashboard")) as Resource[];
    return widgetsOf(board?.Properties.DashboardBody);
  };
  const alarms = () =>
    ofType(newsletter, "AWS::CloudWatch::Alarm").map(([, { Properties }]) => metricOfAlarm(Properties));

  it("and the alarms name only metrics that AWS or one of our functions publishes, and all that ours do", () => {
    const named = [...widgets().flatMap(metricsOf), ...alarms()];
    expect(named.length).toBeGreaterThan(90);
    expect(named.filter((each) => !isPublished(each))).toEqual([]);
    expect([...new Set(named.flatMap(asCounted))].toSorted()).toEqual(counted.toSorted());
  });

  it("is read from above: what rings, mails, queues, counts and pages, then each function", () => {
    const rows = Map.groupBy(widgets(), ({ y }) => y);
    const titles = [...rows].toSorted(([a], [b]) => a - b).map(([, row]) => row.map((each) => each.properties.title));
    expect(titles.slice(0, 4)).toEqual([
      ["Alarms"],
      ["Mails of the account", "Bounces of the account", "Complaints of the account"],
      ["Messages that wait", "Age of the oldest message", "Dead letters"],
      ["What should be nothing", "The clock", "Pages and API"],
    ]);
    expect(titles.slice(4).flat().toSorted()).toEqual([...functionNames].toSorted());
    for (const [y, row] of rows) {
      const width = row.reduce((all, each) => all + each.width, 0);
      if (y === Math.max(...rows.keys())) expect(width).toBeLessThanOrEqual(24);
      else expect(width).toBe(24);
    }
    for (const { type, properties } of widgets())
      if (type === "metric") expect(properties.yAxis?.left?.label).toMatch(/\w/);
  });
});

describe("who signs the editors in", () => {
  it("is a pool that nobody enters by themselves, with a second factor and a group a role", () => {
    storage.hasResourceProperties("AWS::Cognito::UserPool", {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: "ON",
      DeletionProtection: "ACTIVE",
    });
    const groups = ofType(storage, "AWS::Cognito::UserPoolGroup").map(([, { Properties }]) => Properties.GroupName);
    expect(groups.toSorted()).toEqual(["admin", "editor", "sender", "viewer"]);
    newsletter.hasResourceProperties("AWS::Cognito::UserPoolClient", { GenerateSecret: false });
  });

  it("is whom the stage names instead, and its client's secret is no variable's value", () => {
    withoutEdge.resourceCountIs("AWS::Cognito::UserPoolClient", 0);
    const [told] = ofType(withoutEdge, "AWS::Lambda::Function")
      .filter(([, each]) => String(each.Properties.Description).endsWith(": console"))
      .map(([, { Properties }]) => (Properties.Environment as { Variables: Record<string, unknown> }).Variables);
    expect(told).toMatchObject({
      TEARSHEET_OIDC_ISSUER: "https://id.example.org",
      TEARSHEET_OIDC_CLIENT_ID: "tearsheet",
      TEARSHEET_OIDC_ROLES_CLAIM: "roles",
      TEARSHEET_SECRET_OIDC: oidcSecret,
    });
  });
});

describe("a stage with a question for visitors", () => {
  it("tells its forms of it, and lets them alone read what the service knows us by", () => {
    const [told] = ofType(withoutEdge, "AWS::Lambda::Function")
      .filter(([, { Properties }]) => String(Properties.Description).endsWith(": web"))
      .map(([, { Properties }]) => (Properties.Environment as { Variables: Record<string, unknown> }).Variables);
    expect(told).toMatchObject({
      TEARSHEET_CHALLENGE_SITE_KEY: "1x00",
      TEARSHEET_CHALLENGE_SCRIPT: "https://challenges.cloudflare.com/turnstile/v0/api.js",
      TEARSHEET_SECRET_CHALLENGE: challengeSecret,
    });
    const readers = ofType(withoutEdge, "AWS::IAM::Policy").filter(([, each]) =>
      JSON.stringify(each.Properties).includes(challengeSecret),
    );
    expect(readers).toHaveLength(1);
  });
});

describe("a stage that names a receipt rule set", () => {
  it("has its mail kept by a rule of ours in it, said by a topic, and read by a function; others have none of it", () => {
    const [[, rule]] = ofType(newsletter, "AWS::SES::ReceiptRule") as [[string, Resource]];
    expect(rule.Properties).toMatchObject({
      RuleSetName: "operators",
      Rule: {
        Enabled: true,
        ScanEnabled: true,
        Recipients: ["unsubscribe@news.example.org", "letters@news.example.org"],
        Actions: [{ S3Action: { ObjectKeyPrefix: "inbound/" } }],
      },
    });
    const { S3Action } = (rule.Properties.Rule as { Actions: [{ S3Action: Record<string, { Ref: string }> }] })
      .Actions[0];
    const [topic, bucket] = [S3Action.TopicArn?.Ref ?? "", S3Action.BucketName?.Ref ?? ""];
    const statements = ["AWS::SNS::TopicPolicy", "AWS::S3::BucketPolicy"]
      .flatMap((type) => ofType(newsletter, type))
      .filter(([, each]) => JSON.stringify(each).includes(topic) || JSON.stringify(each).includes(bucket))
      .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement)
      .filter((each) => JSON.stringify(each).includes("ses.amazonaws.com"));
    expect(statements.map(({ Action }) => Action)).toEqual(["sns:Publish", "s3:PutObject"]);
    for (const { Condition } of statements) expect(JSON.stringify(Condition)).toContain("SourceAccount");
    const [, subscription] = ofType(newsletter, "AWS::SNS::Subscription").find(([, { Properties }]) =>
      JSON.stringify(Properties.TopicArn).includes(topic),
    ) as [string, Resource];
    expect(subscription.Properties).toMatchObject({ Protocol: "sqs", RawMessageDelivery: true });
    expect(subscription.Properties.RedrivePolicy).toBeDefined();
    for (const [, { Properties }] of ofType(withoutEdge, "AWS::Lambda::Function"))
      expect(JSON.stringify(Properties)).not.toMatch(/UNSUBSCRIBE_MAILBOX":"[^"]/);
    withoutEdge.resourceCountIs("AWS::SES::ReceiptRule", 0);
  });
});

describe("a stage without a distribution", () => {
  it("has none, and its functions ask for no secret", () => {
    withoutEdge.resourceCountIs("AWS::CloudFront::Distribution", 0);
    newsletter.resourceCountIs("AWS::CloudFront::Distribution", 1);
    expect(withoutEdge.findOutputs("DistributionDomain")).toEqual({});
  });
});

describe("a stage with a domain of its own", () => {
  it("answers at it by its certificate, and says what the domain has to point at", () => {
    newsletter.hasResourceProperties("AWS::CloudFront::Distribution", {
      DistributionConfig: {
        Aliases: ["www.news.example.org"],
        ViewerCertificate: { AcmCertificateArn: certificateArn, MinimumProtocolVersion: "TLSv1.2_2021" },
      },
    });
    const [id] = ofType(newsletter, "AWS::CloudFront::Distribution")[0] ?? [];
    newsletter.hasOutput("DistributionDomain", { Value: { "Fn::GetAtt": [id, "DomainName"] } });
    newsletter.hasOutput("PublicUrl", { Value: "https://www.news.example.org" });
  });
});

describe("a stage in SES's sandbox", () => {
  it("may write to whoever is verified there, still as the sender's domain and under one set; others may not", () => {
    const sends = ofType(withoutEdge, "AWS::IAM::Policy")
      .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement)
      .filter(({ Action }) => Action === "ses:SendRawEmail");
    expect(sends).toHaveLength(4);
    for (const { Resource, Condition } of sends) {
      expect(JSON.stringify(Resource)).toContain("identity/*");
      expect(Condition).toEqual({ StringLike: { "ses:FromAddress": "*@news.example.org" } });
    }
    expect(JSON.stringify(newsletter.toJSON())).not.toContain("identity/*");
  });
});

describe("what stands, and costs whether anybody is mailed or not", () => {
  const countsOf = (template: Template, alone: Template) => ({
    alarms: ofType(template, "AWS::CloudWatch::Alarm").length,
    "metrics of our own": counted.length,
    dashboard: ofType(template, "AWS::CloudWatch::Dashboard").length,
    secrets: ofType(alone, "AWS::SecretsManager::Secret").length,
    queues: ofType(template, "AWS::Lambda::EventSourceMapping").length,
  });

  it("costs what docs/deploy.md says", async () => {
    const text = await readFile("docs/deploy.md", "utf8");
    const rowOf = (what: string) => new RegExp(`^\\| (\\d+) ${what}\\b.*\\| ([\\d.]+) \\|$`, "m").exec(text)?.slice(1);
    for (const [what, count] of Object.entries(countsOf(withoutEdge, storage)))
      expect([what, rowOf(what)]).toEqual([
        what,
        [String(count), (count * standing[what as keyof typeof standing]).toFixed(2)],
      ]);
    const { alarms, queues } = countsOf(newsletter, storage);
    expect(text).toContain(`Where mail comes in there are ${alarms} alarms and ${queues} queues`);
  });
});

describe("the templates", () => {
  it("are valid", async () => {
    const engine = new CelEngine();
    const found: string[] = [];
    for (const [name, template] of Object.entries({ storage, newsletter })) {
      const file = join(folder, `${name}.json`);
      await writeFile(file, JSON.stringify(template.toJSON()));
      for (const { severity, ruleId, message } of engine.validateStandard(new TemplateFile(file)).diagnostics)
        if (/error|fatal/i.test(String(severity))) found.push(`${name}: ${ruleId}: ${message}`);
    }
    engine.free();
    expect(found).toEqual([]);
  }, 120_000);

  it("lead from every alarm to its section of the runbook, which says how to look and what to do", async () => {
    const runbook = await readFile("docs/runbook.md", "utf8");
    const sections = new Map(
      runbook.split(/^## /m).map((text) => [String(text.split("\n")[0]).toLowerCase().replaceAll(" ", "-"), text]),
    );
    for (const [, { Properties }] of ofType(newsletter, "AWS::CloudWatch::Alarm")) {
      const [, section = ""] = /docs\/runbook\.md#([\w-]+)$/.exec(String(Properties.AlarmDescription)) ?? [];
      expect(sections.get(section)).toMatch(/\*\*Look\*\*.*\*\*Do\*\*/s);
    }
  });
});
