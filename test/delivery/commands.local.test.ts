import { afterEach, describe, expect, it } from "vitest";
import { addMilliseconds } from "../../functions/core/time.ts";
import { type DeliveryCommandDeps, deliveryCommands } from "../../functions/delivery/commands.ts";
import { copyStore } from "../../functions/delivery/copy-store.ts";
import { eventsStore } from "../../functions/delivery/events-store.ts";
import { releaseIssue } from "../../functions/delivery/release-issue.ts";
import { addSendCommands, type SendCommandDeps } from "../../functions/delivery/send-commands.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import { issuePath } from "../../functions/digest/routes.ts";
import { issueStore } from "../../functions/digest/store.ts";
import { issuesTable } from "../../functions/digest/table.ts";
import type { Standing } from "../../functions/mail/installation.ts";
import { rateStore } from "../../functions/mail/rate-store.ts";
import type { SendRawDeps } from "../../functions/mail/send-raw.ts";
import { mailTable } from "../../functions/mail/table.ts";
import { at, idKey, subscribe } from "../support/audience.ts";
import { aSending, sendingAt } from "../support/delivery.ts";
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
    const sending = await aSending(people, {}, 10_000);
    const engine = await openStore(issuesTable);
    open.push(sending.close, engine.close);
    const issues = issueStore(engine.table(issuesTable));
    await issues.put(anIssueOf(mail, { state: "draft", ...changes }), undefined);
    let standing: Standing = "confirmed";
    const printed: string[] = [];
    const progress = Object.assign(process.stderr, {});
    const deps = {
      ...sending.deps,
      ...renderDeps(mail),
      clock: sending.deps.clock,
      issues,
      events: eventsStore(sending.engine.table(deliveryTable)),
      // Nobody edits a post here.
      posts: { ...renderDeps(mail).posts, get: () => expect.unreachable(), put: () => expect.unreachable() },
      copies: copyStore(sending.engine.table(deliveryTable)),
      installation: { ...sending.deps.installation, standing: async () => standing },
      rates: rateStore(sending.engine.table(mailTable), "eu-west-1"),
      // What takes a slot of its own for any other mail of a home.
      mailSlot: () => expect.unreachable(),
      idKey,
      progress: Object.create(progress, { isTTY: { value: false } }),
      print: (line: string) => printed.push(line),
    } satisfies DeliveryCommandDeps & SendCommandDeps & Pick<SendRawDeps, "mailSlot">;
    const run = async (...words: string[]): Promise<string[]> => {
      printed.length = 0;
      const command = addSendCommands(
        deliveryCommands((work) => work(deps)),
        (work) => work(deps),
      ).exitOverride();
      await command.parseAsync(words, { from: "user" });
      return [...printed];
    };
    const stand = (as: Standing) => {
      standing = as;
    };
    return { ...sending, deps, issues, run, stand };
  };

  it("sends to whoever was added just before, though an audience is of ten seconds ago", async () => {
    const house = await aHouse(2);
    house.set(at);
    const { timer } = house.deps;
    house.deps.timer = {
      ...timer,
      wait: async (milliseconds) => {
        house.set(addMilliseconds(house.deps.clock(), milliseconds));
        await timer.wait(milliseconds);
      },
    };
    expect(await house.run("send", name.issueId)).toEqual([`${name.issueId}\tsent 2 of 2`]);
  });

  it("sends to nobody where nobody subscribes, and the issue waits", async () => {
    const house = await aHouse(0);
    await expect(house.run("send", name.issueId)).rejects.toThrow("nobody subscribes to flashbulb yet");
    expect((await house.issues.get(name.newsletterId, name.issueId))?.issue.state).toBe("draft");
  });

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

  it("says that tables may be a copy, and sends nothing from them", async () => {
    const house = await aHouse(2);
    await house.run("send", name.issueId);
    house.stand("copied");
    await expect(house.run("send", name.issueId)).rejects.toThrow("tearsheet installation confirm");
    expect((await house.run("status", name.issueId))[0]).toContain("tearsheet installation confirm");
  });

  it("says why it stopped, with an exit code, and what is pending", async () => {
    const house = await aHouse(12);
    house.local.endpoint.configure({ dailyQuota: 5 });
    const printed = await house.run("send", name.issueId);
    expect(printed).toEqual([`${name.issueId}\tsent 5, pending 7 of 12`, expect.stringContaining("quota")]);
    expect(process.exitCode).toBe(1);
    expect((await house.run("status", name.issueId))[0]).toMatch(/\tpaused \(.*quota/);
  });

  it("tells of one address whether, when, why not, and what the receiver said", async () => {
    const house = await aHouse(3);
    const [, , id = ""] = house.ids;
    expect(await house.run("who", name.issueId, "r1@example.com")).toEqual([
      "The issue has not been sent to anybody yet.",
    ]);
    await house.audience.suppress(id, "manual", sendingAt);
    await house.run("send", name.issueId);
    const [told = ""] = await house.run("who", name.issueId, "R1@EXAMPLE.com");
    const [, messageId = ""] = /^Sent at [^;]+; Amazon SES calls it (\S+)\.$/.exec(told) ?? [];
    const [mailToR1] = (await house.local.accepted()).filter(({ recipients }) => recipients.includes("r1@example.com"));
    expect(messageId).toBe(mailToR1?.id);
    expect((await house.run("who", name.issueId, "r2@example.com"))[0]).toMatch(/suppressed/);
    expect(await house.run("who", name.issueId, "stranger@example.com")).toEqual([
      "Not in the audience of this issue: nobody subscribes with this address.",
    ]);
    await expect(house.run("who", name.issueId, "no address")).rejects.toThrow("refused: the address is no address");
  });

  it("lists who did not get it, with the reason, in cells that no spreadsheet runs", async () => {
    const house = await aHouse(2);
    await subscribe(house.audience, { address: "=cmd@example.com", name: "Formula" });
    house.local.endpoint.faults.set([
      { effect: "refuse", code: "InvalidParameterValue", recipient: "=cmd@example.com" },
    ]);
    await house.run("send", name.issueId);
    const [head, ...rows] = await house.run("list", name.issueId, "--state", "rejected");
    expect(head).toBe("email,state,reason,id");
    expect(rows).toEqual([expect.stringMatching(/^'=cmd@example\.com,rejected,"?Amazon SES refused/)]);
    expect(await house.run("list", name.issueId)).toEqual([head]);
  });

  it("sends a copy by hand to who may get mail, under an id of its own, and counts it in no sum", async () => {
    const house = await aHouse(2);
    await expect(house.run("send-copy", name.issueId, "r0@example.com")).rejects.toThrow("has not begun");
    await house.run("send", name.issueId);
    expect(await house.run("send-copy", name.issueId, "r0@example.com")).toEqual([expect.stringContaining("sent;")]);
    expect(await house.accepts()).toEqual({ "r0@example.com": 2, "r1@example.com": 1 });
    expect((await house.run("status", name.issueId))[1]).toBe("sent 2 of 2");
    const copies = await house.deps.copies.of(name.issueId, String(house.ids[0]));
    expect(copies).toMatchObject([{ outcome: "accepted", deliveryId: expect.stringMatching(/^copy_/) }]);
    await expect(house.run("send-copy", name.issueId, "stranger@example.com")).rejects.toThrow("nobody");
    await house.audience.suppress(String(house.ids[1]), "complaint", sendingAt);
    await expect(house.run("send-copy", name.issueId, "r1@example.com")).rejects.toThrow("suppressed");
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
