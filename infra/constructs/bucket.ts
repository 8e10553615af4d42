import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { Variable } from "../../functions/environment.ts";
import type { Settings } from "../settings.ts";
import type { TearsheetFunction } from "./function.ts";

export type BucketProps = { settings: Settings; variable: Variable; prefix: string; expiresAfterDays?: number };

/** A bucket that is nobody's but ours, over TLS only; all its keys begin with `prefix`. */
export class TearsheetBucket extends Construct {
  readonly bucket: s3.Bucket;
  private readonly props: BucketProps;
  constructor(scope: Construct, id: string, props: BucketProps) {
    super(scope, id);
    this.props = props;
    const kept = props.settings.keep === "yes";
    this.bucket = new s3.Bucket(this, "Bucket", {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy: kept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          ...(props.expiresAfterDays && { expiration: Duration.days(props.expiresAfterDays) }),
        },
      ],
    });
  }

  /** Listing comes with reading: without it S3 says of what is not there that it is forbidden. */
  grantRead(to: TearsheetFunction) {
    this.grant(to, ["s3:GetObject"]);
  }

  grantReadWrite(to: TearsheetFunction) {
    this.grant(to, ["s3:GetObject", "s3:PutObject"]);
  }

  /** To take away what others put there. */
  grantTake(to: TearsheetFunction) {
    this.grant(to, ["s3:GetObject", "s3:DeleteObject"]);
  }

  grantAll(to: TearsheetFunction) {
    this.grant(to, ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]);
  }

  private grant(to: TearsheetFunction, actions: string[]) {
    const { variable, prefix } = this.props;
    to.grant(variable, this.bucket.bucketName, { actions, resources: [this.bucket.arnForObjects(`${prefix}/*`)] });
    to.allow({ actions: ["s3:ListBucket"], resources: [this.bucket.bucketArn] });
  }
}
