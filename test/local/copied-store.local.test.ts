import { cp } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { addSubscriber } from "../../functions/audience/add-subscriber.ts";
import { workOutbox } from "../../functions/audience/work-outbox.ts";
import { parseConfig } from "../../functions/core/config.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { beginIssue } from "../../functions/delivery/begin-issue.ts";
import { confirmInstallation } from "../../functions/mail/confirm-installation.ts";
import { openHome } from "../../local/home.ts";
import { localParts } from "../../local/parts.ts";
import { sampleNow } from "../../local/sample/calendar.ts";
import { at } from "../support/audience.ts";
import { sendingAt } from "../support/delivery.ts";
import { aNewsletter, aRendition } from "../support/mail.ts";
import { mailboxOf, ownEnvironment, startProduct } from "../support/product.ts";

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

const ownPlace = async () => {
  const { environment, dispose } = await ownEnvironment();
  open.push(dispose);
  return { ...environment, TEARSHEET_SAMPLE: "off", TEARSHEET_CLOCK: sendingAt };
};

/** A data folder in which an issue is under way to two readers, and a third person waits for a confirmation. */
const underWay = async (environment: Record<string, string>) => {
  const home = await openHome(parseConfig(environment, sampleNow));
  const parts = localParts(home);
  const newsletter = aNewsletter();
  await parts.newsletters.put({ newsletter, version: 0 });
  for (const address of ["one@example.com", "two@example.com"])
    await addSubscriber({ ...parts, stampClock: () => at }, { newsletterId: newsletter.id, address });
  const rendition = aRendition();
  await parts.renditions.put(rendition);
  await beginIssue(parts, { newsletter, rendition });
  await parts.signUps.promise({
    kind: "ask",
    newsletterId: newsletter.id,
    at: sendingAt,
    address: "new@example.com",
    subscriberId: keyedId(home.keys.idKey, "new@example.com"),
    consent: { askedAt: sendingAt, form: "page", wording: "I want it." },
  });
  await home.close();
};

describe("a data folder that was copied", () => {
  it("sends nothing, neither the issue that is under way nor what was promised, until a person says so", async () => {
    const [environment, elsewhere] = [await ownPlace(), await ownPlace()];
    await underWay(environment);
    await cp(environment.TEARSHEET_DATA ?? "", elsewhere.TEARSHEET_DATA ?? "", { recursive: true });

    const copy = await startProduct(elsewhere);
    open.push(copy.stop);
    await copy.tick();
    expect(copy.said.join("\n")).toContain("tearsheet installation confirm");
    expect(await copy.parts.installation.standing()).toBe("copied");
    expect(await mailboxOf(copy.url)).toEqual([]);
    expect((await copy.parts.runs.get("flashbulb-20261024T0600Z"))?.audience).toBeUndefined();

    await confirmInstallation(copy.parts);
    await copy.tick();
    await workOutbox(copy.parts);
    await expect.poll(async () => (await mailboxOf(copy.url)).length, { timeout: 20_000 }).toBe(3);
  });

  it("is sent from where it has always been", async () => {
    const environment = await ownPlace();
    await underWay(environment);
    const product = await startProduct(environment);
    open.push(product.stop);
    await expect.poll(async () => (await mailboxOf(product.url)).length, { timeout: 20_000 }).toBe(3);
  });
});
