import type { FunctionName } from "../../functions/environment.ts";

const read = "dynamodb:BatchGetItem dynamodb:GetItem dynamodb:Query";
const change = `${read} dynamodb:DeleteItem dynamodb:PutItem dynamodb:UpdateItem`;
const consume =
  "sqs:ReceiveMessage sqs:ChangeMessageVisibility sqs:GetQueueUrl sqs:DeleteMessage sqs:GetQueueAttributes";
const log = "logs:CreateLogStream logs:PutLogEvents";
const trace = "xray:PutTraceSegments xray:PutTelemetryRecords";

/**
 * All that each function may do: actions, resources, conditions. `*` stands where AWS knows no resource (X-Ray, the quota
 * of SES) and behind the one prefix of a bucket. Whoever sends does so as the sender's domain and under one
 * configuration set; what takes in events has no SES, and what answers readers sends nothing.
 */
export const policies: Readonly<Record<FunctionName, readonly string[]>> = {
  web: [
    `${change} | TableaudienceTable`,
    `${read} | TablenewslettersTable`,
    `${log} | AudienceWebLog Arn`,
    "secretsmanager:GetSecretValue | IdentityKey",
    "secretsmanager:GetSecretValue | Keyring",
    "secretsmanager:GetSecretValue | OriginSecret",
    "sqs:SendMessage | AudienceMailsQueue Arn",
    `${trace} | *`,
  ],
  archive: [
    `${read} | TableissuesTable`,
    `${read} | TablenewslettersTable`,
    `${read} | TablepostsTable`,
    `${log} | DigestArchiveLog Arn`,
    "s3:GetObject | PhotosBucket /photos/*",
    "s3:GetObject | RenditionsBucket /renditions/*",
    "s3:ListBucket | PhotosBucket",
    "s3:ListBucket | RenditionsBucket",
    "secretsmanager:GetSecretValue | OriginSecret",
    `${trace} | *`,
  ],
  intake: [
    `${change} | TablepostsTable`,
    `${read} | TableconsoleTable`,
    `${log} | PostsIntakeLog Arn`,
    "secretsmanager:GetSecretValue | OriginSecret",
    "sqs:SendMessage | PostsPhotosQueue Arn",
    `${trace} | *`,
  ],
  tick: [
    `${change} | TableissuesTable`,
    `${change} | TableledgerTable`,
    `${change} | TablemailTable`,
    `${change} | TablepostsTable`,
    `${read} | TableaudienceTable`,
    `${read} | TablenewslettersTable`,
    "lambda:InvokeFunction | PostsCropsFunction Arn",
    `${log} | CalendarTickLog Arn`,
    "s3:GetObject s3:PutObject | RenditionsBucket /renditions/*",
    "s3:GetObject | RenditionsBucket /renditions/*",
    "s3:ListBucket | RenditionsBucket",
    "secretsmanager:GetSecretValue | Keyring",
    "ses:GetSendQuota | *",
    "ses:SendRawEmail | arn: AWS::Partition :ses:eu-west-1::identity/ Sender arn: AWS::Partition :ses:eu-west-1::configuration-set/ Confirmations | StringLike ses:FromAddress *@news.example.org",
    "ses:SendRawEmail | arn: AWS::Partition :ses:eu-west-1::identity/ Sender arn: AWS::Partition :ses:eu-west-1::configuration-set/ DeliveryNewsletterSet | StringLike ses:FromAddress *@news.example.org",
    "sqs:SendMessage | PostsPhotosQueue Arn",
    `${trace} | *`,
  ],
  sweep: [
    `${change} | TableledgerTable`,
    `${change} | TablemailTable`,
    `${read} | TableaudienceTable`,
    `${read} | TablenewslettersTable`,
    `${log} | DeliverySweepLog Arn`,
    "s3:GetObject | RenditionsBucket /renditions/*",
    "s3:ListBucket | RenditionsBucket",
    "secretsmanager:GetSecretValue | Keyring",
    "ses:GetSendQuota | *",
    "sqs:SendMessage | DeliveryWorkQueue Arn",
  ],
  work: [
    `${change} | TableledgerTable`,
    `${change} | TablemailTable`,
    `${read} | TableaudienceTable`,
    `${read} | TablenewslettersTable`,
    `${log} | DeliveryWorkLog Arn`,
    "s3:GetObject | RenditionsBucket /renditions/*",
    "s3:ListBucket | RenditionsBucket",
    "secretsmanager:GetSecretValue | Keyring",
    "ses:SendRawEmail | arn: AWS::Partition :ses:eu-west-1::identity/ Sender arn: AWS::Partition :ses:eu-west-1::configuration-set/ DeliveryNewsletterSet | StringLike ses:FromAddress *@news.example.org",
    `${consume} | DeliveryWorkQueue Arn`,
  ],
  mails: [
    `${change} | TableaudienceTable`,
    `${read} | TableissuesTable`,
    `${read} | TableledgerTable`,
    `${read} | TablenewslettersTable`,
    `${log} | AudienceMailsLog Arn`,
    "s3:GetObject | RenditionsBucket /renditions/*",
    "s3:ListBucket | RenditionsBucket",
    "secretsmanager:GetSecretValue | IdentityKey",
    "secretsmanager:GetSecretValue | Keyring",
    "ses:SendRawEmail | arn: AWS::Partition :ses:eu-west-1::identity/ Sender arn: AWS::Partition :ses:eu-west-1::configuration-set/ Confirmations | StringLike ses:FromAddress *@news.example.org",
    `${consume} | AudienceMailsQueue Arn`,
  ],
  events: [
    `${change} | TableaudienceTable`,
    `${change} | TableledgerTable`,
    `${log} | DeliveryEventsLog Arn`,
    "secretsmanager:GetSecretValue | IdentityKey",
    `${consume} | DeliveryEventsQueue Arn`,
  ],
  photos: [
    `${change} | TablepostsTable`,
    `${log} | PostsPhotosOfPostsLog Arn`,
    "s3:GetObject s3:PutObject | PhotosBucket /photos/*",
    "s3:ListBucket | PhotosBucket",
    `${consume} | PostsPhotosQueue Arn`,
  ],
  crops: [
    `${log} | PostsCropsLog Arn`,
    "s3:GetObject s3:PutObject | PhotosBucket /photos/*",
    "s3:ListBucket | PhotosBucket",
  ],
  imports: [
    `${change} | TableaudienceTable`,
    `${log} | AudienceImportsLog Arn`,
    "s3:GetObject | AudienceUploadsBucket Arn /lists/*",
    "s3:ListBucket | AudienceUploadsBucket Arn",
    "secretsmanager:GetSecretValue | IdentityKey",
    `${consume} | AudienceImportsQueue Arn`,
    "sqs:SendMessage | AudienceImportsQueue Arn",
  ],
};
