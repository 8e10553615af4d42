import { Aws, Duration } from "aws-cdk-lib";
import * as cognito from "aws-cdk-lib/aws-cognito";
import { Construct } from "constructs";
import { roles } from "../../functions/console/editor.ts";
import { whenRemovedProtected } from "../kept.ts";
import type { Settings } from "../settings.ts";

/** The editors of a stage: a user pool with a group a role, which nobody enters by themselves. */
export class Editors extends Construct {
  readonly pool: cognito.UserPool;
  readonly issuer: string;
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { stage, region, keep } = settings;
    this.pool = new cognito.UserPool(this, "Pool", {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true }, fullname: { required: true, mutable: true } },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      mfa: cognito.Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      deletionProtection: keep === "yes",
      removalPolicy: whenRemovedProtected(settings),
    });
    for (const groupName of roles) this.pool.addGroup(groupName, { groupName });
    // Nobody else in the region may have the same name.
    this.pool.addDomain("Domain", { cognitoDomain: { domainPrefix: `tearsheet-${stage}-${Aws.ACCOUNT_ID}` } });
    this.issuer = `https://cognito-idp.${region}.${Aws.URL_SUFFIX}/${this.pool.userPoolId}`;
  }
}
