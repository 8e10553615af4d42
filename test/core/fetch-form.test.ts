import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { fetchForm } from "../../functions/core/fetch-form.ts";

it("posts by https alone, and takes whatever goes wrong for no answer", async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end('{"success":true}');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect(await fetchForm(`http://127.0.0.1:${port}/`, { secret: "x" })).toBeUndefined();
  expect(asked).toBe(0);
  expect(await fetchForm(`https://127.0.0.1:${port}/`, { secret: "x" })).toBeUndefined();
  server.close();
});
