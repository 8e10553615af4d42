import { Validations } from "aws-cdk-lib";
import type { NewsletterStack } from "./newsletter-stack.ts";
import type { Settings } from "./settings.ts";
import type { StorageStack } from "./storage-stack.ts";

/** What cdk-nag finds and we mean, each with its reason. Anything else it finds ends the synthesis. */
const ofStorage = {
  "AwsSolutions-S1":
    "Buckets are read and written by our own functions alone, and CloudTrail data events show who did.",
  "AwsSolutions-COG8":
    "Passwords that leaked and risky sign-ins are told by the plus plan at a price a head; a second factor is asked of everybody.",
  "AwsSolutions-SMG4": "Links in mails must verify for years, so a key is added by hand and no old one is taken away.",
};

const ofNewsletter = {
  "AwsSolutions-S1":
    "Lists of subscribers lie here for a week, mails until they are read; a log would hold more for longer.",
  "AwsSolutions-APIG4":
    "Readers have no account: their signed links, an API key, and the distribution's secret say who asks.",
  "AwsSolutions-CFR1": "Readers are everywhere.",
  "AwsSolutions-CFR2": "No web application firewall: nothing but small forms comes in, each with limits of its own.",
  "AwsSolutions-CFR3": "Access logs would hold readers' addresses and links; the API's log holds neither.",
  "AwsSolutions-CFR4":
    "Without a domain of its own the distribution has CloudFront's certificate, which cannot ask for more.",
  "AwsSolutions-SNS2":
    "SES and CloudWatch cannot publish to a topic under AWS's own key; nothing of it is kept in the topic.",
  "AwsSolutions-SNS3": "Publishing without TLS is denied by the topics' policies.",
};

/** Wildcards of policies, as cdk-nag names them; test/infra/policies.ts has every policy whole. */
const wildcards = (storage: string): Record<string, string> => ({
  "*": "X-Ray and SES's quota know no resource.",
  [`${storage}:ExportsOutputFnGetAttPhotosBucket4131342AArn9A26CC64/photos/*`]:
    "The photos in our own bucket of photos.",
  [`${storage}:ExportsOutputFnGetAttRenditionsBucket6B70C37CArnC54DD2E3/renditions/*`]:
    "The renditions in our own bucket.",
  "<AudienceUploadsBucket486F086E.Arn>/lists/*": "The lists in our own bucket of uploads.",
  "<AudienceUploadsBucket486F086E.Arn>/reports/*": "What became of their rows, in the same bucket.",
  "<AudienceUploadsBucket486F086E.Arn>/exports/*": "The lists that were taken out, beside them.",
  "<InboundMailsBucketA9E4C601.Arn>/inbound/*": "The mails in our own bucket of those that came in.",
});

/** `sandbox` of a stage: who may get mail at all is then a short list of the account's own, and the sender stays fixed. */
const ofSandbox = ({ sandbox, region, account = "<AWS::AccountId>" }: Settings): Record<string, string> =>
  sandbox === "yes"
    ? {
        [`arn:<AWS::Partition>:ses:${region}:${account}:identity/*`]:
          "In the sandbox SES also asks for the identity of whom a mail goes to; the From address stays a condition.",
      }
    : {};

type Stacks = { settings: Settings; storage: StorageStack; newsletter: NewsletterStack };

export const acknowledge = ({ settings, storage, newsletter }: Stacks): void => {
  for (const [stack, reasons] of [
    [storage, ofStorage],
    [newsletter, ofNewsletter],
  ] as const)
    for (const [id, reason] of Object.entries(reasons)) Validations.of(stack).acknowledge({ id, reason });
  for (const [resource, reason] of Object.entries({ ...wildcards(storage.stackName), ...ofSandbox(settings) }))
    Validations.of(newsletter).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
};
