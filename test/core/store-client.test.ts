import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { storeClient } from "../../functions/core/store-client.ts";
import { credentials } from "../support/ses.ts";

it("ends every request to a store that takes it and never answers, all attempts together in time", async () => {
  let requests = 0;
  const silent = createServer((socket) => {
    socket.on("data", () => {
      requests += 1;
    });
    socket.on("error", () => {});
  }).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const { port } = silent.address() as AddressInfo;
  const client = storeClient({ overMs: 1_800, region: "eu-west-1", credentials, endpoint: `http://127.0.0.1:${port}` });
  await expect(client.send(new DescribeTableCommand({ TableName: "ledger" }))).rejects.toMatchObject({
    name: "TimeoutError",
  });
  expect(requests).toBe(3);
  client.destroy();
  silent.close();
}, 5_000);
