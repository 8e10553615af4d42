import { existsSync } from "node:fs";
import { join } from "node:path";
import { Duration, RemovalPolicy, Size } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import * as lambda from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { InvalidInput } from "../../functions/core/errors.ts";
import type { FunctionName, Variable } from "../../functions/environment.ts";
import { canReserve, importDiskMegabytes, keptDays, memory, timeouts } from "../numbers.ts";
import type { Settings } from "../settings.ts";

export const distFolder = join(import.meta.dirname, "../../dist/lambda");

export type FunctionProps = { settings: Settings; name: FunctionName; traced?: boolean; reserved?: number };

/** A function of ours, with a role of its own that may write its own log and nothing else until it is granted. */
export class TearsheetFunction extends Construct {
  readonly name: FunctionName;
  readonly function: lambda.Function;
  constructor(scope: Construct, id: string, { settings, name, traced = false, reserved }: FunctionProps) {
    super(scope, id);
    this.name = name;
    const folder = join(distFolder, name);
    if (!existsSync(join(folder, "index.mjs")))
      throw new InvalidInput(`dist/lambda/${name} is not there: npm run bundle makes it`);
    const logGroup = new LogGroup(this, "Log", {
      retention: keptDays.logs,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    logGroup.grantWrite(role);
    this.function = new lambda.Function(this, "Function", {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: "index.handler",
      code: lambda.Code.fromAsset(folder),
      architecture: settings.architecture === "arm64" ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
      description: `Tearsheet ${settings.stage}: ${name}`,
      memorySize: memory[name],
      timeout: Duration.seconds(timeouts[name]),
      ...(name === "imports" && { ephemeralStorageSize: Size.mebibytes(importDiskMegabytes) }),
      role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: traced ? lambda.Tracing.ACTIVE : lambda.Tracing.DISABLED,
      // Where too little would be left, nothing can be reserved, and everything would be refused.
      ...(reserved !== undefined &&
        canReserve(settings.accountConcurrency) && { reservedConcurrentExecutions: reserved }),
      environment: {
        NODE_OPTIONS: "--enable-source-maps",
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(settings.stage),
      },
    });
  }

  /** Tells the function where something is, together with the permission to use it. */
  grant(
    variable: Variable,
    value: string,
    statement?: { actions: string[]; resources: string[]; conditions?: object },
  ) {
    this.function.addEnvironment(variable, value);
    if (statement) this.allow(statement);
  }

  allow({ actions, resources, conditions }: { actions: string[]; resources: string[]; conditions?: object }) {
    this.function.addToRolePolicy(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
  }
}

export const metricsNamespace = (stage: string): string => `Tearsheet/${stage}`;
