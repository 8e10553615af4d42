import { expect, it } from "vitest";
import { frontPage } from "../../local/front-page.ts";
import { noNewsletter, whereToLook } from "../../local/where-to-look.ts";
import { aNewsletter } from "../support/digest-week.ts";

const parts = (newsletters: ReturnType<typeof aNewsletter>[]) =>
  ({
    newsletters: { list: async () => newsletters },
    issues: { latest: async () => [] },
    publicUrl: "http://localhost:4040",
  }) as unknown as Parameters<typeof whereToLook>[0];
const without = { ses: { kind: "embedded" }, sample: false } as const;

it("a machine without a newsletter says how to add one, in the terminal and on its first page", async () => {
  expect(await whereToLook(parts([]), without)).toContain(noNewsletter);
  expect(await whereToLook(parts([aNewsletter()]), without)).not.toContain(noNewsletter);
  expect(await whereToLook(parts([]), { ...without, sample: true })).not.toContain(noNewsletter);
  const page = frontPage({ ...parts([]), hasMailbox: true, hasClock: false });
  expect(await (await page.request("/")).text()).toContain("newsletters add &lt;file.json&gt;");
});
