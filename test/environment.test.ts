import { expect, it } from "vitest";
import { InvalidInput } from "../functions/core/errors.ts";
import { type FunctionName, readWiring, wiring } from "../functions/environment.ts";

it.each(Object.keys(wiring) as FunctionName[])("%s that is told nothing says all that it misses at once", (name) => {
  const asked = () => readWiring(wiring[name], {});
  expect(asked).toThrow(InvalidInput);
  for (const variable of wiring[name]) expect(asked).toThrow(`${variable}: `);
});

it("what is told wrongly is named with the reason, and what may be nothing may be empty", () => {
  expect(() => readWiring(["TEARSHEET_PUBLIC_URL"], { TEARSHEET_PUBLIC_URL: "news.example" })).toThrow("URL");
  expect(readWiring(["TEARSHEET_SECRET_ORIGIN"], { TEARSHEET_SECRET_ORIGIN: "" })).toEqual({
    TEARSHEET_SECRET_ORIGIN: "",
  });
});
