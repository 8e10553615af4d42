import { Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { CfnBucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { keptDays } from "../numbers.ts";
import { type Settings, unsubscribeMailbox } from "../settings.ts";
import type { StorageStack } from "../storage-stack.ts";
import { TearsheetBucket } from "./bucket.ts";
import { TearsheetFunction } from "./function.ts";
import { TearsheetQueue } from "./queue.ts";
import type { Shared } from "./shared.ts";

/** Subscribers: the pages of their links, the mails that they were promised, and lists that come in. */
export class Audience extends Construct {
  readonly web: TearsheetFunction;
  readonly mails: TearsheetFunction;
  readonly imports: TearsheetFunction;
  private readonly imported: { uploads: TearsheetBucket; lists: TearsheetQueue };
  constructor(scope: Construct, id: string, { settings, alarms, storage, publicUrl }: Shared) {
    super(scope, id);
    this.web = new TearsheetFunction(this, "Web", { settings, name: "web", traced: true });
    this.mails = new TearsheetFunction(this, "Mails", { settings, name: "mails" });
    this.imports = new TearsheetFunction(this, "Imports", { settings, name: "imports" });
    const hints = new TearsheetQueue(this, "MailsQueue", { alarms, name: "mails", variable: "TEARSHEET_QUEUE_MAILS" });
    hints.grantSend(this.web);
    hints.workedBy(this.mails);
    for (const each of [this.web, this.mails]) {
      storage.grantKeyring(each);
      each.grant("TEARSHEET_PUBLIC_URL", publicUrl);
    }
    this.mails.grant("TEARSHEET_UNSUBSCRIBE_MAILBOX", unsubscribeMailbox(settings));
    for (const each of [this.web, this.mails, this.imports]) storage.grantIdentityKey(each);
    this.grantTables(storage);
    storage.grantRate(this.mails);
    storage.grantInstallation(this.mails);
    storage.renditions.grant(this.mails, "GetObject");
    storage.grantSend(this.mails, storage.confirmations.configurationSetName, settings.senderDomain);
    this.imported = this.takeInLists({ alarms, settings, publicUrl });
    this.askVisitors(settings);
    alarms.counted(
      this.mails,
      "SignUpsClosed",
      "mails",
      "sign-up-closed",
      "Sign-up of a newsletter has closed itself.",
    );
  }

  private grantTables(storage: StorageStack) {
    const audience = storage.table("audience");
    audience.grant(this.web, "BatchGetItem", "DeleteItem", "GetItem", "PutItem", "UpdateItem");
    for (const each of [this.mails, this.imports])
      audience.grant(each, "BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem");
    audience.grant(this.imports, "PartiQLInsert");
    for (const each of [this.web, this.imports]) storage.table("newsletters").grant(each, "GetItem");
    for (const table of ["newsletters", "issues", "ledger"]) storage.table(table).grant(this.mails, "GetItem", "Query");
  }

  /** Lists that an editor brings lie where others do, under names that are taken in only when somebody says so. */
  grantBringLists(to: TearsheetFunction) {
    this.imported.uploads.grant(to, "PutObject", "DeleteObject");
    this.imported.uploads.grantUnder("reports", to, "GetObject");
    this.imported.lists.grantSend(to);
  }

  /** Lists that are taken out lie beside them, for a day, and are read by an address that is signed for each. */
  grantHandOutLists(to: TearsheetFunction) {
    this.imported.uploads.grantUnder("exports", to, "GetObject");
  }

  /** The service that the stage names asks whoever signs up; without one nobody is asked. */
  private askVisitors({ challenge }: Settings) {
    const { siteKey = "", scriptUrl = "", verifyUrl = "", secretArn = "" } = challenge ?? {};
    this.web.grant("TEARSHEET_CHALLENGE_SITE_KEY", siteKey);
    this.web.grant("TEARSHEET_CHALLENGE_SCRIPT", scriptUrl);
    this.web.grant("TEARSHEET_CHALLENGE_VERIFY", verifyUrl);
    const statement = { actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] };
    this.web.grant("TEARSHEET_SECRET_CHALLENGE", secretArn, challenge && statement);
  }

  private takeInLists({ alarms, settings, publicUrl }: Pick<Shared, "alarms" | "settings" | "publicUrl">) {
    const lists = new TearsheetQueue(this, "ImportsQueue", {
      alarms,
      name: "imports",
      variable: "TEARSHEET_QUEUE_IMPORTS",
    });
    lists.workedBy(this.imports);
    lists.grantSend(this.imports);
    // Lists lie here for a week, so they are nothing that must be kept.
    const uploads = new TearsheetBucket(this, "Uploads", {
      settings,
      variable: "TEARSHEET_BUCKET_IMPORTS",
      prefix: "lists",
      expiresAfterDays: keptDays.imports,
      filledFrom: publicUrl,
    });
    uploads.grant(this.imports, "GetObject", "DeleteObject");
    uploads.grantUnder("reports", this.imports, "GetObject", "PutObject");
    uploads.grantUnder("exports", this.imports, "PutObject");
    uploads.bucket.addLifecycleRule({ prefix: "exports/", expiration: Duration.days(keptDays.exports) });
    lists.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("s3.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [lists.queue.queueArn],
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    );
    // As the bucket's own setting: CDK's notifications come with a function that may change every bucket.
    const bucket = uploads.bucket.node.defaultChild as CfnBucket;
    const filter = { s3Key: { rules: [{ name: "prefix", value: "lists/" }] } };
    bucket.notificationConfiguration = {
      queueConfigurations: [{ event: "s3:ObjectCreated:*", queue: lists.queue.queueArn, filter }],
    };
    bucket.node.addDependency(lists.queue);
    return { uploads, lists };
  }
}
