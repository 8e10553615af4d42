import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import * as secrets from "aws-cdk-lib/aws-secretsmanager";
import * as ses from "aws-cdk-lib/aws-ses";
import type { Construct } from "constructs";
import { sendingTables, tables } from "../functions/tables.ts";
import { TearsheetBucket } from "./constructs/bucket.ts";
import { Editors } from "./constructs/editors.ts";
import type { TearsheetFunction } from "./constructs/function.ts";
import { TearsheetTable } from "./constructs/table.ts";
import { whenRemoved } from "./kept.ts";
import type { Settings } from "./settings.ts";

const keyLength = 64;

/** What must never be lost: tables, buckets, the sender's identity, the keys. It outlives everything else. */
export class StorageStack extends Stack {
  readonly photos: TearsheetBucket;
  readonly renditions: TearsheetBucket;
  /** Signs the links of mails; rotated by adding a key (docs/runbook.md). */
  readonly keyring: secrets.Secret;
  /** Subscriber ids are made with it: it never changes. */
  readonly identityKey: secrets.Secret;
  /** What our distribution sends with every request. */
  readonly originSecret: secrets.Secret;
  /** Of mails to one person, and of whatever names none: the identity's own. */
  readonly confirmations: ses.ConfigurationSet;
  /** Of the sender's domain, whoever made it. */
  readonly identityArn: string;
  /** Who may sign in to the console; empty where another provider says so, for a stage may come back to it. */
  readonly editors: Editors;
  private readonly made: ReadonlyMap<string, TearsheetTable>;
  private readonly settings: Settings;

  constructor(scope: Construct, id: string, { settings, ...props }: StackProps & { settings: Settings }) {
    super(scope, id, props);
    this.settings = settings;
    this.made = new Map(
      tables.map((definition) => [
        definition.name,
        new TearsheetTable(this, `Table-${definition.name}`, { settings, definition }),
      ]),
    );
    this.photos = new TearsheetBucket(this, "Photos", {
      settings,
      variable: "TEARSHEET_BUCKET_PHOTOS",
      prefix: "photos",
    });
    this.renditions = new TearsheetBucket(this, "Renditions", {
      settings,
      variable: "TEARSHEET_BUCKET_RENDITIONS",
      prefix: "renditions",
    });
    const drawn = { passwordLength: keyLength, excludePunctuation: true };
    const removalPolicy = whenRemoved(settings);
    this.keyring = new secrets.Secret(this, "Keyring", {
      removalPolicy,
      generateSecretString: { ...drawn, secretStringTemplate: '{"signingKeyId":1}', generateStringKey: "key1" },
    });
    this.identityKey = new secrets.Secret(this, "IdentityKey", { removalPolicy, generateSecretString: drawn });
    this.originSecret = new secrets.Secret(this, "OriginSecret", { removalPolicy, generateSecretString: drawn });
    this.confirmations = new ses.ConfigurationSet(this, "Confirmations", configurationSet);
    if (settings.identity === "made") this.makeIdentity(settings);
    else new CfnOutput(this, "ConfirmationsSet", { value: this.confirmations.configurationSetName });
    this.identityArn = this.formatArn({ service: "ses", resource: "identity", resourceName: settings.senderDomain });
    this.editors = new Editors(this, "Editors", settings);
    this.exportAll();
  }

  private makeIdentity(settings: Settings) {
    const identity = new ses.EmailIdentity(this, "Sender", {
      identity: ses.Identity.domain(settings.senderDomain),
      mailFromDomain: `${settings.mailFrom}.${settings.senderDomain}`,
      // Else SES silently sends from its own domain, and SPF is no longer aligned.
      mailFromBehaviorOnMxFailure: ses.MailFromBehaviorOnMxFailure.REJECT_MESSAGE,
      configurationSet: this.confirmations,
    });
    identity.applyRemovalPolicy(whenRemoved(settings));
    identity.dkimRecords.forEach(({ name, value }, n) => {
      new CfnOutput(this, `Dkim${n + 1}`, { value: `${name} CNAME ${value}` });
    });
  }

  /**
   * Exports all that the newsletter stack may ever use, whether it does now or not: this stack is deployed first, and
   * CloudFormation refuses to take an export away that the other, not yet deployed, still imports.
   */
  private exportAll() {
    const tables = [...this.made.values()].flatMap(({ table }) => [table.tableName, table.tableArn]);
    const buckets = [this.photos, this.renditions].flatMap(({ bucket }) => [bucket.bucketName, bucket.bucketArn]);
    const keys = [this.keyring, this.identityKey, this.originSecret].map(({ secretArn }) => secretArn);
    const others = [this.confirmations.configurationSetName, this.editors.pool.userPoolId];
    for (const each of [...tables, ...buckets, ...keys, ...others]) this.exportValue(each);
  }

  table(name: string): TearsheetTable {
    const found = this.made.get(name);
    if (!found) throw new Error(`there is no table ${name}`);
    return found;
  }

  grantKeyring(to: TearsheetFunction) {
    this.grantSecret(to, "TEARSHEET_SECRET_KEYRING", this.keyring);
  }

  grantIdentityKey(to: TearsheetFunction) {
    this.grantSecret(to, "TEARSHEET_SECRET_IDENTITY", this.identityKey);
  }

  grantOriginSecret(to: TearsheetFunction) {
    this.grantSecret(to, "TEARSHEET_SECRET_ORIGIN", this.originSecret);
  }

  /** To know whether these tables may be sent from; everybody who sends, settles or begins asks first. */
  grantInstallation(to: TearsheetFunction) {
    for (const { name } of sendingTables) this.table(name).grantIdentity(to);
  }

  /** The rate that all who send share, and beside it which tables may be sent from. */
  grantRate(to: TearsheetFunction) {
    this.table("mail").grant(to, "GetItem", "PutItem", "UpdateItem");
  }

  /**
   * To send as the sender's domain and under one configuration set, and as nobody else. In the sandbox SES also asks for
   * the identity of whom the mail goes to.
   */
  grantSend(to: TearsheetFunction, set: string, domain: string) {
    to.allow({
      actions: ["ses:SendRawEmail"],
      resources: [
        this.identityArn,
        configurationSetArn(this, set),
        ...(this.settings.sandbox === "yes" ? [identitiesArn(this)] : []),
      ],
      conditions: { StringLike: { "ses:FromAddress": `*@${domain}` } },
    });
  }

  private grantSecret(
    to: TearsheetFunction,
    variable: Parameters<TearsheetFunction["grant"]>[0],
    secret: secrets.Secret,
  ) {
    to.grant(variable, secret.secretArn, { actions: ["secretsmanager:GetSecretValue"], resources: [secret.secretArn] });
  }
}

/** SES suppresses for us whom it knows to bounce, counts what receivers say, and hands mail over by TLS or not at all. */
export const configurationSet: ses.ConfigurationSetProps = {
  reputationMetrics: true,
  sendingEnabled: true,
  suppressionReasons: ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
  tlsPolicy: ses.ConfigurationSetTlsPolicy.REQUIRE,
};

/** Every identity of the account. */
const identitiesArn = (stack: Stack): string =>
  stack.formatArn({ service: "ses", resource: "identity", resourceName: "*" });

const configurationSetArn = (stack: Stack, name: string): string =>
  stack.formatArn({ service: "ses", resource: "configuration-set", resourceName: name });
