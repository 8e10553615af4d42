import { afterEach, describe, expect, it } from "vitest";
import { describeTables } from "../../functions/core/describe-tables.ts";
import { newsletterStore, newslettersTable } from "../../functions/core/newsletter-store.ts";
import { confirmInstallation } from "../../functions/mail/confirm-installation.ts";
import { type Mark, standingOf } from "../../functions/mail/installation.ts";
import { installationCommands } from "../../functions/mail/installation-commands.ts";
import { installationStore } from "../../functions/mail/installation-store.ts";
import { openInstallation } from "../../functions/mail/open-installation.ts";
import { sendRaw } from "../../functions/mail/send-raw.ts";
import { sesClient } from "../../functions/mail/ses-client.ts";
import { mailTable } from "../../functions/mail/table.ts";
import { aNewsletter } from "../support/mail.ts";
import { credentials, openSes } from "../support/ses.ts";
import { openStore } from "../support/store.ts";

const here = { ledger: "ledger 1", audience: "audience 1" };
const mark: Mark = { version: 1, identity: here, confirmedAt: "2026-10-24T06:00:00.000Z" };

describe("tables that may be sent from", () => {
  it.each([
    ["confirmed, where they were confirmed", mark, here, "confirmed"],
    ["a copy, when one of them is another", mark, { ...here, ledger: "ledger 2" }, "copied"],
    ["a copy, when there are more or fewer of them", mark, { ledger: "ledger 1" }, "copied"],
    ["held, wherever they lie", { ...mark, held: true }, here, "held"],
    ["new, when nothing is in them", undefined, here, "new"],
  ] as const)("are %s", (_, seen, identity, standing) => {
    expect(standingOf(seen, { identity, isEmpty: true })).toBe(standing);
  });

  it("are a copy when something is in them and nobody ever said anything", () => {
    expect(standingOf(undefined, { identity: here, isEmpty: false })).toBe("copied");
  });
});

describe("an installation", () => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  const anInstallation = async () => {
    const engine = await openStore(mailTable, newslettersTable);
    open.push(engine.close);
    let place = "1";
    let ms = 0;
    const deps = {
      installations: installationStore(engine.table(mailTable)),
      newsletters: newsletterStore(engine.table(newslettersTable)),
      tableIdentity: async () => ({ ledger: place }),
      wallClock: () => "2026-10-24T06:00:00.000Z",
    };
    const installation = openInstallation(deps, () => ms);
    const printed: string[] = [];
    const run = async (...words: string[]) => {
      printed.length = 0;
      const print = (line: string) => void printed.push(line);
      await installationCommands((_, work) => work({ ...deps, print })).parseAsync(words, { from: "user" });
      return printed.join("\n");
    };
    const later = () => {
      ms += 10_000;
    };
    const move = (to: string) => {
      place = to;
      later();
    };
    return { engine, deps, installation, run, move, later };
  };

  it("confirms itself while it is new, and asks a person when it is found elsewhere", async () => {
    const { deps, installation, run, move, later } = await anInstallation();
    expect(await installation.isConfirmed()).toBe(true);
    await deps.newsletters.put({ newsletter: aNewsletter(), version: 0 });
    move("2");
    expect(await installation.isConfirmed()).toBe(false);
    expect(await run("show")).toMatch(/^copied since .*\nNothing is sent: .*\nledger\t2\tconfirmed was 1$/);
    expect(await run("confirm")).toContain("it was copied");
    later();
    expect(await installation.isConfirmed()).toBe(true);
    expect(await run("hold")).toContain("nothing is sent");
    later();
    expect(await installation.standing()).toBe("held");
  });

  it("asks a person about tables from before it was asked", async () => {
    const { deps, installation } = await anInstallation();
    await deps.newsletters.put({ newsletter: aNewsletter(), version: 0 });
    expect(await installation.standing()).toBe("copied");
  });

  it("is decided about by one of two who decide at once", async () => {
    const { deps } = await anInstallation();
    const both = await Promise.allSettled([confirmInstallation(deps), confirmInstallation(deps)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("knows a table that was made anew under its old name", async () => {
    const { engine } = await anInstallation();
    const tables = [{ definition: mailTable, name: engine.table(mailTable).name }];
    const other = await openStore(mailTable);
    open.push(other.close);
    const [mine, again, theirs] = await Promise.all(
      [engine, engine, other].map(({ client }) => describeTables(client, tables)()),
    );
    expect(mine).toEqual(again);
    expect(mine).not.toEqual(theirs);
  });

  it("was confirmed for as long as a batch lasts that was begun on its word, and asks nobody for that", async () => {
    const { deps } = await anInstallation();
    let [ms, reads, place] = [0, 0, "1"];
    const tableIdentity = async () => {
      reads += 1;
      return { ledger: place };
    };
    const installation = openInstallation({ ...deps, tableIdentity }, () => ms);
    expect(installation.wasConfirmed()).toBe(false);
    expect(await installation.isConfirmed()).toBe(true);
    await deps.newsletters.put({ newsletter: aNewsletter(), version: 0 });
    const before = reads;
    ms = 29_999;
    expect(installation.wasConfirmed()).toBe(true);
    expect(reads).toBe(before);
    ms = 30_000;
    expect(installation.wasConfirmed()).toBe(false);
    place = "2";
    ms = 29_999;
    expect(await installation.isConfirmed()).toBe(false);
    expect(installation.wasConfirmed()).toBe(false);
  });

  it("lets a request of a batch through that was asked about before it, and does not wait", async () => {
    const { ses: direct, accepted, close } = await openSes();
    open.push(close);
    const { hostname, port } = (await direct.config.endpoint?.()) ?? {};
    const ses = sesClient({
      ...{ region: "eu-west-1", endpoint: `http://${hostname}:${port}`, credentials },
      installation: { isConfirmed: () => new Promise(() => {}), wasConfirmed: () => true },
    });
    const raw = Buffer.from("From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n\r\nx\r\n");
    const mail = { source: "a@example.com", destination: "b@example.com", raw };
    expect((await sendRaw({ ses }, mail)).kind).toBe("accepted");
    expect((await sendRaw({ ses }, mail, { mayStart: () => false })).kind).toBe("not-started");
    ses.destroy();
    expect(await accepted()).toHaveLength(1);
  });

  it("lets nothing through to SES that was not asked about before", async () => {
    const { ses: direct, accepted, close } = await openSes();
    open.push(close);
    const { hostname, port } = (await direct.config.endpoint?.()) ?? {};
    const answers: (() => Promise<boolean>)[] = [
      async () => false,
      async () => {
        throw new Error("the store is gone");
      },
      async () => true,
    ];
    const kinds: string[] = [];
    for (const isConfirmed of answers) {
      const ses = sesClient({
        ...{ region: "eu-west-1", endpoint: `http://${hostname}:${port}`, credentials },
        installation: { isConfirmed, wasConfirmed: () => false },
      });
      const raw = Buffer.from("From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n\r\nx\r\n");
      kinds.push((await sendRaw({ ses }, { source: "a@example.com", destination: "b@example.com", raw })).kind);
      ses.destroy();
    }
    expect(kinds).toEqual(["not-started", "not-started", "accepted"]);
    expect(await accepted()).toHaveLength(1);
  });
});
