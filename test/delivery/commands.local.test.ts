import { afterEach, describe, expect, it } from "vitest";
import { type DeliveryCommandDeps, deliveryCommands } from "../../functions/delivery/commands.ts";
import { eventsStore } from "../../functions/delivery/events-store.ts";
import { releaseIssue } from "../../functions/delivery/release-issue.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import { issuePath } from "../../functions/digest/routes.ts";
import { issueStore } from "../../functions/digest/store.ts";
import { issuesTable } from "../../functions/digest/table.ts";
import { aSending } from "../support/delivery.ts";
import { anIssueOf, renderDeps } from "../support/mail-issue.ts";
import { aRichMail } from "../support/mail-week.ts";
import { openStore } from "../support/store.ts";

const mail = aRichMail();
const name = { newsletterId: mail.newsletter.id, issueId: mail.issueId };

describe("tearsheet delivery", () => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    process.exitCode = undefined;
    for (const close of open.splice(0)) await close();
  });

  const aHouse = async (people: number, changes: Partial<Issue> = {}) => {
    const sending = await aSending(people);
    const engine = await openStore(issuesTable);
    open.push(sending.close, engine.close);
    const issues = issueStore(engine.table(issuesTable));
    await issues.put(anIssueOf(mail, { state: "draft", ...changes }), undefined);
    const printed: string[] = [];
    const progress = Object.assign(process.stderr, {});
    const deps: DeliveryCommandDeps = {
      ...sending.deps,
      ...renderDeps(mail),
      clock: sending.deps.clock,
      issues,
      events: eventsStore(sending.engine.table(deliveryTable)),
      progress: Object.create(progress, { isTTY: { value: false } }),
      print: (line) => printed.push(line),
    };
    const run = async (...words: string[]): Promise<string[]> => {
      printed.length = 0;
      const command = deliveryCommands((work) => work(deps)).exitOverride();
      await command.parseAsync(words, { from: "user" });
      return [...printed];
    };
    return { ...sending, deps, issues, run };
  };

  it("sends a draft to everybody, says the sums, and sends it to nobody again", async () => {
    const house = await aHouse(12);
    const sums = `${name.issueId}\tsent 12 of 12`;
    expect(await house.run("send", name.issueId)).toEqual([sums]);
    expect((await house.issues.get(name.newsletterId, name.issueId))?.issue.state).toBe("handed-over");
    expect(await house.run("send", name.issueId)).toEqual([sums]);
    expect(await house.local.accepted()).toHaveLength(12);
    expect(await house.run("status", name.issueId)).toEqual([
      `${name.issueId}\tdone`,
      "sent 12 of 12",
      "delivered 0; no word yet of 12",
    ]);
    expect(process.exitCode).toBeUndefined();
  });

  it("says why it stopped, with an exit code, and what is pending", async () => {
    const house = await aHouse(12);
    house.local.endpoint.configure({ dailyQuota: 5 });
    const printed = await house.run("send", name.issueId);
    expect(printed).toEqual([`${name.issueId}\tsent 5, pending 7 of 12`, expect.stringContaining("quota")]);
    expect(process.exitCode).toBe(1);
    expect((await house.run("status", name.issueId))[0]).toMatch(/\tpaused \(.*quota/);
  });

  it.each([
    ["skipped", "skipped"],
    ["missed", "missed"],
  ] as const)("sends nothing of an issue that was %s", async (state, word) => {
    const house = await aHouse(2, { state });
    await expect(house.run("send", name.issueId)).rejects.toThrow(word);
    await expect(house.run("status", name.issueId)).rejects.toThrow("never sent");
    expect(await house.local.accepted()).toEqual([]);
  });

  it("leaves an issue as it is when its newsletter has no postal address", async () => {
    const house = await aHouse(2);
    const newsletters = {
      get: async () => ({ newsletter: { ...mail.newsletter, postalAddress: undefined }, version: 1 }),
    };
    expect(await releaseIssue({ ...house.deps, newsletters }, name)).toEqual({
      ok: false,
      reason: "no-postal-address",
    });
    expect((await house.issues.get(name.newsletterId, name.issueId))?.issue.state).toBe("draft");
  });

  it("gives each mail the address of its own archive page", async () => {
    const { deps } = await aHouse(0);
    const { links } = deps.personal(name, "0".repeat(26));
    expect(links.viewUrl).toBe(`https://flashbulb.example${issuePath(name.newsletterId, name.issueId)}`);
  });
});
