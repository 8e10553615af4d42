import { afterEach, expect, it } from "vitest";
import { sendIssue } from "../../functions/delivery/send-issue.ts";
import type { DeliveryStore } from "../../functions/delivery/store.ts";
import { defaultRequestTimeoutMs } from "../../functions/mail/ses-client.ts";
import { at } from "../support/audience.ts";
import { aSending } from "../support/delivery.ts";
import { aNewsletter, aRendition } from "../support/mail.ts";

let sending: Awaited<ReturnType<typeof aSending>>;
afterEach(() => sending.close());

it("writes a full chunk at no more than 0.10 store writes a recipient", async () => {
  sending = await aSending(0, {}, defaultRequestTimeoutMs);
  const people = Array.from({ length: 250 }, (_, n) => ({
    id: `4${String(n).padStart(25, "0")}`,
    newsletterId: "flashbulb",
    address: `r${n}@example.com`,
    state: "confirmed" as const,
    confirmedAt: at,
    preferences: { variant: "everything" as const },
  }));
  for (let first = 0; first < 250; first += 50)
    await Promise.all(people.slice(first, first + 50).map((each) => sending.audience.add(each)));
  const { deliveries, rates } = sending.deps;
  let writes = 0;
  const counted = <Name extends "putManifest" | "putClaim" | "putResult">(name: Name): DeliveryStore[Name] =>
    ((...input: never[]) => {
      writes++;
      return (deliveries[name] as (...all: never[]) => unknown)(...input);
    }) as DeliveryStore[Name];
  const counting = {
    ...deliveries,
    ...{ putManifest: counted("putManifest"), putClaim: counted("putClaim"), putResult: counted("putResult") },
  };
  const take: typeof rates.take = (...input) => {
    writes++;
    return rates.take(...input);
  };
  const result = await sendIssue(
    { ...sending.deps, deliveries: counting, rates: { ...rates, take } },
    { newsletter: aNewsletter(), rendition: aRendition() },
  );
  expect(result).toMatchObject({ ok: true, tally: { sent: 250 } });
  // Sixteen shards have an end of their own; an audience of many chunks does not notice them.
  const perRecipient = (writes - 16) / 250;
  console.info(`${writes - 16} writes for 250 recipients: ${perRecipient} each`);
  expect(perRecipient).toBeLessThanOrEqual(0.1);
});
