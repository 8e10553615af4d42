import { ProvisionedThroughputExceededException, ResourceNotFoundException } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { NotFound, Retryable } from "../../functions/core/errors.ts";
import { isStoreBusy } from "../../functions/core/store-busy.ts";

const answered = (httpStatusCode: number) => ({ $metadata: { httpStatusCode }, message: "no" });
const named = (name: string, more: object = {}) => Object.assign(new Error("no"), { name, ...more });

it("knows a store that is throttled, silent, unreachable or broken from a request that is wrong", () => {
  const busy = [
    new ProvisionedThroughputExceededException(answered(400)),
    named("ThrottlingException", answered(400)),
    named("InternalServerError", answered(500)),
    named("TimeoutError"),
    named("Error", { code: "ECONNRESET" }),
    new Retryable("keys were left unprocessed"),
  ];
  expect(busy.map(isStoreBusy)).toEqual(busy.map(() => true));
  const others = [
    new ResourceNotFoundException(answered(400)),
    named("ValidationException", answered(400)),
    new TypeError("undefined is not a function"),
    new NotFound("there is no revision"),
    "busy",
  ];
  expect(others.map(isStoreBusy)).toEqual(others.map(() => false));
});
