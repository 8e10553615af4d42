import { App } from "aws-cdk-lib";
import { InvalidInput } from "../functions/core/errors.ts";
import { makeApp } from "./make-app.ts";
import { readSettings } from "./settings.ts";

const app = new App();
try {
  makeApp(readSettings(String(app.node.tryGetContext("stage") ?? "example")), app);
  app.synth();
} catch (error) {
  if (!(error instanceof InvalidInput)) throw error;
  for (const problem of error.problems) console.error(problem);
  process.exit(1);
}
