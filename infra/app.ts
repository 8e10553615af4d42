import { App } from "aws-cdk-lib";
import { InvalidInput } from "../functions/core/errors.ts";
import { withoutSharp } from "./add-sharp.ts";
import { distFolder } from "./constructs/function.ts";
import { makeApp } from "./make-app.ts";
import { readSettings } from "./settings.ts";

const app = new App();
try {
  const settings = readSettings(String(app.node.tryGetContext("stage") ?? ""));
  const lacking = withoutSharp(distFolder, settings.architecture);
  if (lacking.length > 0 && !app.node.tryGetContext("withoutSharp"))
    throw new InvalidInput(`${lacking.join(" and ")} have no sharp: npm run bundle -- ${settings.stage} fetches it`);
  makeApp(settings, app);
  app.synth();
} catch (error) {
  if (!(error instanceof InvalidInput)) throw error;
  for (const problem of error.problems) console.error(problem);
  process.exit(1);
}
