import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describeTables } from "../core/describe-tables.ts";
import { newsletterStore } from "../core/newsletter-store.ts";
import type { Table } from "../core/store.ts";
import { systemClock } from "../core/time.ts";
import { tableVariable } from "../environment.ts";
import { installationStore } from "../mail/installation-store.ts";
import { sendingTables } from "../tables.ts";

/** The variables that name them. */
export type SendingVariable = `TEARSHEET_TABLE_${"NEWSLETTERS" | "AUDIENCE" | "LEDGER" | "MAIL"}`;

/** What tells the tables of a stage from a copy of them. */
export const installationDeps = (client: DynamoDBClient, table: (name: SendingVariable) => Table) => ({
  newsletters: newsletterStore(table("TEARSHEET_TABLE_NEWSLETTERS")),
  installations: installationStore(table("TEARSHEET_TABLE_MAIL")),
  tableIdentity: describeTables(
    client,
    sendingTables.map((definition) => ({
      definition,
      name: table(tableVariable(definition) as SendingVariable).name,
    })),
  ),
  wallClock: systemClock,
});
