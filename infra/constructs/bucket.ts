import { Duration } from "aws-cdk-lib";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { Variable } from "../../functions/environment.ts";
import { whenRemoved } from "../kept.ts";
import type { Settings } from "../settings.ts";
import type { TearsheetFunction } from "./function.ts";

export type FileAction = "GetObject" | "PutObject" | "DeleteObject";
export type BucketProps = {
  settings: Settings;
  variable: Variable;
  prefix: string;
  expiresAfterDays?: number;
  /** Whose pages may put files here, by an address that was signed for them. */
  filledFrom?: string;
};

/** A bucket that is nobody's but ours, over TLS only; its keys begin with `prefix`. */
export class TearsheetBucket extends Construct {
  readonly bucket: s3.Bucket;
  private readonly props: BucketProps;
  constructor(scope: Construct, id: string, props: BucketProps) {
    super(scope, id);
    this.props = props;
    this.bucket = new s3.Bucket(this, "Bucket", {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      ...(props.filledFrom && {
        cors: [{ allowedMethods: [s3.HttpMethods.PUT], allowedOrigins: [props.filledFrom], maxAge: 3600 }],
      }),
      removalPolicy: whenRemoved(props.settings),
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          ...(props.expiresAfterDays && { expiration: Duration.days(props.expiresAfterDays) }),
        },
      ],
    });
  }

  /** To do these things to its files, and no others. Listing comes with reading: else S3 calls forbidden what is not there. */
  grant(to: TearsheetFunction, ...actions: FileAction[]) {
    this.grantUnder(this.props.prefix, to, ...actions);
  }

  /** As `grant`, for files of another name: those that are no news to whoever hears of the first. */
  grantUnder(prefix: string, to: TearsheetFunction, ...actions: FileAction[]) {
    const { variable } = this.props;
    to.grant(variable, this.bucket.bucketName, {
      actions: actions.map((each) => `s3:${each}`),
      resources: [this.bucket.arnForObjects(`${prefix}/*`)],
    });
    if (actions.includes("GetObject")) to.allow({ actions: ["s3:ListBucket"], resources: [this.bucket.bucketArn] });
  }
}
