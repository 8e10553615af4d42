import { App, Tags, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { acknowledge } from "./acknowledged.ts";
import { NewsletterStack } from "./newsletter-stack.ts";
import type { Settings } from "./settings.ts";
import { StorageStack } from "./storage-stack.ts";

/** The two stacks of a stage, checked by cdk-nag as they are made. */
export const makeApp = (settings: Settings, app = new App()) => {
  const { stage, region, account, keep } = settings;
  const props = { env: { region, ...(account && { account }) }, settings, terminationProtection: keep === "yes" };
  const storage = new StorageStack(app, `tearsheet-${stage}-storage`, props);
  const newsletter = new NewsletterStack(app, `tearsheet-${stage}-newsletter`, {
    env: props.env,
    settings,
    storage,
  });
  Tags.of(app).add("tearsheet:stage", stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  acknowledge({ settings, storage, newsletter });
  return { app, storage, newsletter };
};
