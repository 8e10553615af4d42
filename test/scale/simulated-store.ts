import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { documentClient, type Table, type TableDefinition } from "../../functions/core/store.ts";
import type { Timer } from "../../functions/delivery/timer.ts";
import { noSigner } from "../../local/direct-handler.ts";
import { openStoreEngine } from "../../local/store-engine.ts";
import { credentials, region, tables } from "../faults/parts.ts";

/**
 * What some asked of the store: requests that write, and capacity as DynamoDB counts it. Reads of reports and of all
 * manifests of a shard are by themselves: a sweep makes them seldom.
 */
export type Asked = { writes: number; writeUnits: number; readUnits: number; reportUnits: number; planUnits: number };

/** Milliseconds that DynamoDB takes, as it is seen from a function in the same region. */
const takes = { Get: 4, Query: 4, BatchGet: 9, write: 7 } as const;
const kinds = /^(Get|Query|BatchGet|Put|Update|Delete)(Item)?Command$/;
const oneUnit = 1;

/**
 * The embedded engine in this process, which answers in simulated time: `tablesFor` gives those of somebody whose requests
 * are counted apart, with the capacity that each one used. `isBusy` while the engine is at a request.
 */
export const simulatedStore = async () => {
  const engine = await openStoreEngine({ service: { kind: "embedded" }, tables, region });
  const { requestHandler } = engine.client.config;
  let open = 0;

  const tablesFor = (timer: Timer) => {
    const asked: Asked = { writes: 0, writeUnits: 0, readUnits: 0, reportUnits: 0, planUnits: 0 };
    const client = new DynamoDBClient({
      ...{ endpoint: engine.endpoint, region, credentials, requestHandler, signer: noSigner, maxAttempts: 1 },
    });
    const count = (kind: string, input: object, units: number) => {
      if (kind in takes) {
        const prefix = prefixOf(input);
        asked[prefix === "E#" ? "reportUnits" : prefix === "M#" ? "planUnits" : "readUnits"] += units;
      } else {
        asked.writes += 1;
        asked.writeUnits += units;
      }
    };
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const kind = kinds.exec(String(context.commandName))?.[1];
        if (!kind) return next(args);
        const input = { ...args.input, ReturnConsumedCapacity: "TOTAL" };
        open += 1;
        let units = oneUnit;
        try {
          const result = await next({ ...args, input });
          units = unitsOf(result.output);
          return result;
        } finally {
          open -= 1;
          count(kind, input, units);
          await timer.wait(takes[kind as keyof typeof takes] ?? takes.write);
        }
      },
      { step: "initialize", name: "simulated" },
    );
    const db = documentClient(client);
    const table = ({ name }: TableDefinition): Table => ({ db, name: engine.table({ name }).name });
    return { table, asked };
  };

  return { engine, tablesFor, isBusy: () => open > 0 };
};

const unitsOf = (output: object): number => {
  const { ConsumedCapacity: used = [] } = output as { ConsumedCapacity?: Used | Used[] };
  return [used].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
};
type Used = { CapacityUnits?: number };

/** What a query's sort keys begin with. */
const prefixOf = (input: object): string | undefined => {
  const { ExpressionAttributeValues: values } = input as { ExpressionAttributeValues?: Record<string, unknown> };
  const prefix = values?.[":prefix"] as string | { S: string } | undefined;
  return typeof prefix === "object" ? prefix.S : prefix;
};
