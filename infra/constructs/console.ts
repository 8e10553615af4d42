import { Duration } from "aws-cdk-lib";
import * as cognito from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";
import { callbackPath } from "../../functions/console/sign-in-paths.ts";
import { unsubscribeMailbox } from "../settings.ts";
import type { Audience } from "./audience.ts";
import { TearsheetFunction } from "./function.ts";
import type { Posts } from "./posts.ts";
import type { Shared } from "./shared.ts";
import type { TableAction } from "./table.ts";

/** What it does to each table. */
const work: Readonly<Record<string, readonly TableAction[]>> = {
  newsletters: ["GetItem", "PutItem", "Query"],
  // Editors change words and photos, never a date, so that no entry of the calendar is taken away.
  posts: ["BatchGetItem", "GetItem", "PutItem", "Query"],
  issues: ["BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query"],
  audience: ["BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"],
  ledger: ["DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"],
  console: ["DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"],
  desk: ["DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"],
};

/** What the editors work with. It approves issues, pauses and corrects them, and sends one copy: the rest others send. */
export class Console extends Construct {
  readonly console: TearsheetFunction;
  private readonly shared: Shared;
  constructor(scope: Construct, id: string, shared: Shared, { posts, audience }: { posts: Posts; audience: Audience }) {
    super(scope, id);
    this.shared = shared;
    const { settings, storage, publicUrl } = shared;
    this.console = new TearsheetFunction(this, "Console", { settings, name: "console", traced: true });
    for (const [table, actions] of Object.entries(work)) storage.table(table).grant(this.console, ...actions);
    storage.grantRate(this.console);
    audience.grantBringLists(this.console);
    audience.grantHandOutLists(this.console);
    // A takedown is a file beside the photo's.
    storage.photos.grant(this.console, "PutObject");
    storage.renditions.grant(this.console, "GetObject", "PutObject");
    storage.grantInstallation(this.console);
    storage.grantKeyring(this.console);
    storage.grantIdentityKey(this.console);
    posts.grantCrops(this.console);
    // A look at the mail goes to the editors, as a mail to one person.
    storage.grantSend(this.console, storage.confirmations.configurationSetName, settings.senderDomain);
    this.console.grant("TEARSHEET_PUBLIC_URL", publicUrl);
    this.console.grant("TEARSHEET_UNSUBSCRIBE_MAILBOX", unsubscribeMailbox(settings));
    this.tellProvider();
  }

  private tellProvider() {
    const { issuer, clientId, rolesClaim, secretArn } = this.provider();
    this.console.grant("TEARSHEET_OIDC_ISSUER", issuer);
    this.console.grant("TEARSHEET_OIDC_CLIENT_ID", clientId);
    this.console.grant("TEARSHEET_OIDC_ROLES_CLAIM", rolesClaim);
    const statement = secretArn && { actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] };
    this.console.grant("TEARSHEET_SECRET_OIDC", secretArn, statement || undefined);
  }

  private provider() {
    const { settings, storage, publicUrl } = this.shared;
    const { signIn } = settings;
    if (typeof signIn === "object") return { ...signIn, secretArn: signIn.clientSecretArn ?? "" };
    if (signIn === "off") return { issuer: "", clientId: "", rolesClaim: "", secretArn: "" };
    // A public client: a code is worth nothing without the verifier that stays with us (PKCE).
    const client = new cognito.UserPoolClient(this, "SignIn", {
      userPool: storage.editors.pool,
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.PROFILE, cognito.OAuthScope.EMAIL],
        callbackUrls: [publicUrl + callbackPath],
      },
      authFlows: { userSrp: true },
      idTokenValidity: Duration.minutes(5),
      accessTokenValidity: Duration.minutes(5),
      preventUserExistenceErrors: true,
    });
    const { issuer } = storage.editors;
    return { issuer, clientId: client.userPoolClientId, rolesClaim: "cognito:groups", secretArn: "" };
  }
}
