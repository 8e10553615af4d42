import { audienceTable } from "./audience/table.ts";
import { deskTable } from "./console/desk-store.ts";
import { consoleTable } from "./console/table.ts";
import { newslettersTable } from "./core/newsletter-store.ts";
import type { TableDefinition } from "./core/store.ts";
import { deliveryTable } from "./delivery/table.ts";
import { issuesTable } from "./digest/table.ts";
import { mailTable } from "./mail/table.ts";
import { postsTable } from "./posts/table.ts";

/** Every table there is, one or more a capability: what both homes make before anything runs. */
export const tables: readonly TableDefinition[] = [
  newslettersTable,
  postsTable,
  issuesTable,
  audienceTable,
  deliveryTable,
  mailTable,
  consoleTable,
  deskTable,
];

/** Those that say who gets what, and who got it: nothing is sent from a copy of them. */
export const sendingTables: readonly TableDefinition[] = [newslettersTable, audienceTable, deliveryTable, mailTable];
