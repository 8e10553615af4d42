import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { HttpRequest } from "@smithy/protocol-http";
import { isWrite } from "./store-faults.ts";

/** What a process asked of the store since it last told. */
export type StoreTold = { kind: "store"; writes: number; reads: number };

const everyMs = 500;

/** From now on the client tells, twice a second, how many requests it made that write and that read, each try of one. */
export const tellStore = (client: DynamoDBClient, tell: (message: StoreTold) => void): void => {
  let [writes, reads] = [0, 0];
  client.middlewareStack.add(
    (next) => (input) => {
      const { headers } = input.request as HttpRequest;
      if (isWrite({ target: headers["x-amz-target"] ?? "", body: "" })) writes++;
      else reads++;
      return next(input);
    },
    { step: "finalizeRequest", priority: "low", name: "tellStore" },
  );
  setInterval(() => {
    if (writes + reads > 0) tell({ kind: "store", writes, reads });
    [writes, reads] = [0, 0];
  }, everyMs).unref();
};
