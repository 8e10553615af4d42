import type { FunctionName } from "../../functions/environment.ts";

const noDistribution = "the stage e2e has no distribution, so nobody asks for its secret";
const firstOnly = "written by the first who finds nothing there: another function was first in this run";
const untilConfirmed = "asked only while no tables are confirmed; the first tick confirmed these";
const nobodyInDoubt = "only when SES left somebody in doubt, or refused: the stand-in answers every request";
const notMoved = "an entry of the calendar goes only when a post's date changes";
const notPublic =
  "pictures and sources are fetched from public addresses alone; the run's publication is on this machine";
const bouncesForNow = "only for bounces that pass, and for leaving by SES's own page: the run reports neither";

/**
 * What a function may do and the deployed end to end cannot reach, each with its reason. The run fails when anything else
 * that is allowed was not used, and when something here was.
 */
export const unreached: Readonly<Partial<Record<FunctionName, Readonly<Record<string, string>>>>> = {
  web: { "secretsmanager:GetSecretValue OriginSecret": noDistribution },
  archive: { "secretsmanager:GetSecretValue OriginSecret": noDistribution },
  console: {
    "dynamodb:DeleteItem TableledgerTable": "only what bounces that pass have left of an erased person",
    "s3:GetObject AudienceUploadsBucket Arn /exports/*":
      "it signs the address by which a browser reads, and reads nothing",
    "secretsmanager:GetSecretValue OriginSecret": noDistribution,
  },
  intake: {
    "dynamodb:DeleteItem TablepostsTable": notMoved,
    "secretsmanager:GetSecretValue OriginSecret": noDistribution,
  },
  tick: {
    "dynamodb:DeleteItem TableissuesTable":
      "frees the posts of an issue that the clock set aside: this one was approved",
    "dynamodb:DeleteItem TablepostsTable": notMoved,
    "dynamodb:GetItem TablepostsTable": notPublic,
    "dynamodb:PutItem TablepostsTable": notPublic,
    "dynamodb:Query TableledgerTable": "counts an issue that is told to a webhook: a receiver must be public",
    "dynamodb:UpdateItem TablemailTable": "a slot for a nudge: the newsletter of the run has no editors to nudge",
    "ses:SendRawEmail Sender Confirmations": "a nudge: the newsletter of the run has no editors to nudge",
    "sqs:SendMessage PostsPhotosQueue Arn": notPublic,
  },
  sweep: {
    "dynamodb:PutItem TablemailTable": firstOnly,
    "dynamodb:Query TablenewslettersTable": untilConfirmed,
  },
  work: {
    "dynamodb:PutItem TablemailTable": firstOnly,
    "dynamodb:Query TableledgerTable": nobodyInDoubt,
    "dynamodb:Query TablenewslettersTable": untilConfirmed,
    "dynamodb:UpdateItem TableledgerTable": nobodyInDoubt,
  },
  mails: {
    "dynamodb:PutItem TablemailTable": firstOnly,
    "dynamodb:Query TablenewslettersTable": untilConfirmed,
  },
  events: {
    "dynamodb:BatchGetItem TableaudienceTable": bouncesForNow,
    "dynamodb:GetItem TableaudienceTable": bouncesForNow,
    "dynamodb:Query TableledgerTable": bouncesForNow,
  },
  photos: {
    "dynamodb:DeleteItem TablepostsTable": notMoved,
    "s3:GetObject PhotosBucket /photos/*": notPublic,
    "s3:PutObject PhotosBucket /photos/*": notPublic,
  },
  imports: {
    "dynamodb:GetItem TableaudienceTable": "only when somebody changed while their row was taken in",
    "s3:GetObject AudienceUploadsBucket Arn /reports/*": "goes on with a report: of a list of more than 500 rows",
    "sqs:SendMessage AudienceImportsQueue Arn": "only for a list that takes longer than a function has",
  },
};
