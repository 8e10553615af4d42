import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import type { TableDefinition } from "../../functions/core/store.ts";
import { tableVariable, type Variable } from "../../functions/environment.ts";
import { whenRemovedProtected } from "../kept.ts";
import { keptDays } from "../numbers.ts";
import type { Settings } from "../settings.ts";
import type { TearsheetFunction } from "./function.ts";

/** What the program asks of a table; the last is many items in one request, each only where nothing is. */
export type TableAction =
  | "BatchGetItem"
  | "DeleteItem"
  | "GetItem"
  | "PutItem"
  | "Query"
  | "UpdateItem"
  | "PartiQLInsert";

/** A table of the one shape there is: text keys, no index, paid by request. It outlives its stack. */
export class TearsheetTable extends Construct {
  readonly table: dynamodb.TableV2;
  private readonly variable: Variable;
  constructor(
    scope: Construct,
    id: string,
    { settings, definition }: { settings: Settings; definition: TableDefinition },
  ) {
    super(scope, id);
    this.variable = tableVariable(definition) as Variable;
    this.table = new dynamodb.TableV2(this, "Table", {
      partitionKey: { name: "pk", type: dynamodb.AttributeType.STRING },
      sortKey: { name: "sk", type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: keptDays.pointInTime,
      },
      deletionProtection: settings.keep === "yes",
      removalPolicy: whenRemovedProtected(settings),
      // What says when it may go, goes; nothing depends on it.
      timeToLiveAttribute: "expiresAt",
    });
  }

  /** To ask which table this is: whoever sends makes sure that it is no copy. */
  grantIdentity(to: TearsheetFunction) {
    this.grant(to);
    to.allow({ actions: ["dynamodb:DescribeTable"], resources: [this.table.tableArn] });
  }

  /** To do these things to its items, and no others. */
  grant(to: TearsheetFunction, ...actions: TableAction[]) {
    const statement = { actions: actions.map((each) => `dynamodb:${each}`), resources: [this.table.tableArn] };
    to.grant(this.variable, this.table.tableName, actions.length > 0 ? statement : undefined);
  }
}
