import { type ChildProcess, spawn } from "node:child_process";
import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SendRawEmailCommand } from "@aws-sdk/client-ses";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AcceptedMessage } from "../../../local/ses/accepted-message.ts";
import { sesMessageId } from "../../../local/ses/accepted-message.ts";
import { type MessageStore, openMessageStore } from "../../../local/ses/message-store.ts";
import { aFolder, aMail, sesClient } from "../../support/ses-endpoint.ts";

const uuid = "00000000-0000-4000-8000-000000000000";
const aMessage = (sequence: number, more: Partial<AcceptedMessage> = {}): AcceptedMessage => ({
  sequence,
  id: sesMessageId(sequence, 1_792_828_800_000, uuid),
  acceptedAt: "2026-10-24T08:00:00.000Z",
  source: "week@flashbulb.example",
  from: "Flashbulb <week@flashbulb.example>",
  recipients: [`r${sequence}@reader.example`],
  tags: { issue: sequence % 2 ? "week-43" : "week-44" },
  deliveryId: `week-43_0_0_${sequence}_0`,
  subject: sequence % 3 ? "The week in photographs" : "Città d’autunno",
  bytes: 2,
  bodyHash: "0".repeat(64),
  ...more,
});

const aStore = async (options: { keep?: number; sampleEvery?: number; folder?: string } = {}) => {
  const folder = options.folder ?? (await aFolder());
  const store = openMessageStore({ ...options, folder });
  onTestFinished(() => store.close());
  return { store, folder };
};

const fill = (store: MessageStore, count: number) => {
  for (let n = 1; n <= count; n++) store.add(aMessage(n), Buffer.from(`mail ${n}`));
};

const sequences = (page: { messages: AcceptedMessage[] }) => page.messages.map(({ sequence }) => sequence);

describe("what survives", () => {
  it("is everything, when the folder is opened again", async () => {
    const folder = await aFolder();
    const store = openMessageStore({ folder });
    fill(store, 3);
    store.close();
    const again = openMessageStore({ folder });
    onTestFinished(() => again.close());
    expect(again.nextSequence).toBe(4);
    expect(again.at(2)).toMatchObject(aMessage(2));
    expect(again.mail(aMessage(2, again.at(2)))?.toString()).toBe("mail 2");
    again.add(aMessage(4), Buffer.from("mail 4"));
    expect(again.mail(again.at(4) ?? aMessage(4))?.toString()).toBe("mail 4");
  });

  it("is every message but the one whose line was torn, and the next takes its place", async () => {
    const folder = await aFolder();
    const store = openMessageStore({ folder });
    fill(store, 2);
    store.close();
    const log = join(folder, "accepted.ndjson");
    const whole = await readFile(log, "utf8");
    await writeFile(log, whole.slice(0, -20));
    await appendFile(join(folder, "packs", "000000.pack"), "half a ma");
    const again = openMessageStore({ folder });
    onTestFinished(() => again.close());
    expect(again.nextSequence).toBe(2);
    again.add(aMessage(2, { subject: "Again" }), Buffer.from("mail two"));
    expect(again.at(2)?.subject).toBe("Again");
    expect(again.mail(again.at(2) ?? aMessage(2))?.toString()).toBe("mail two");
    expect((await readFile(log, "utf8")).trim().split("\n")).toHaveLength(2);
  });

  it("is every message but one that cannot be read any more", async () => {
    const { store, folder } = await aStore();
    fill(store, 3);
    const log = join(folder, "accepted.ndjson");
    const lines = (await readFile(log, "utf8")).split("\n");
    lines[1] = "\0".repeat(lines[1]?.length ?? 0);
    await writeFile(log, lines.join("\n"));
    expect(sequences(await store.page({ limit: 10 }))).toEqual([3, 1]);
    expect(store.at(2)).toBeUndefined();
    expect(store.nextSequence).toBe(4);
  });

  it("is every acknowledged message of a killed process, with its mail", async () => {
    const folder = await aFolder();
    const acknowledged: (string | undefined)[] = [];
    for (let round = 0; round < 2; round++) {
      const { url, child } = await started(folder);
      const client = sesClient(url);
      const senders = Array.from({ length: 8 }, async () => {
        for (;;) {
          const mail = aMail({ To: "ana@reader.example" }, "x".repeat(20_000));
          const sent = await client
            .send(new SendRawEmailCommand({ RawMessage: { Data: mail } }))
            .catch(() => undefined);
          if (!sent) return;
          acknowledged.push(sent.MessageId);
          if (acknowledged.length === 60 * (round + 1)) child.kill("SIGKILL");
        }
      });
      await Promise.all(senders);
      client.destroy();
    }
    const { store } = await aStore({ folder });
    expect(acknowledged.length).toBeGreaterThanOrEqual(120);
    for (const id of acknowledged) {
      const message = store.find(id ?? "");
      const mail = message && store.mail(message);
      expect(mail?.includes(id ?? "none")).toBe(true);
      expect(mail?.toString().endsWith("x".repeat(20_000))).toBe(true);
    }
    const ids: string[] = [];
    for await (const message of store.all()) ids.push(message.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  const started = (folder: string): Promise<{ url: string; child: ChildProcess }> =>
    new Promise((resolve, reject) => {
      const settings = JSON.stringify({ ratePerSecond: 100_000 });
      const child = spawn(process.execPath, ["local/ses/serve.ts", "--folder", folder, "--settings", settings]);
      onTestFinished(() => void child.kill("SIGKILL"));
      child.once("error", reject);
      child.stdout.once("data", (line) => resolve({ url: JSON.parse(String(line)).url, child }));
    });
});

describe("which mails are kept", () => {
  it("are the newest and a sample; of all others the log keeps the line", async () => {
    const { store, folder } = await aStore({ keep: 1000, sampleEvery: 500 });
    fill(store, 4001);
    const kept = (sequence: number) => store.mail(store.at(sequence) ?? aMessage(sequence))?.toString();
    expect([kept(4001), kept(3002), kept(3000)]).toEqual(["mail 4001", "mail 3002", "mail 3000"]);
    expect([kept(1), kept(1999)]).toEqual([undefined, undefined]);
    expect([kept(500), kept(1500), kept(4000)]).toEqual(["mail 500", "mail 1500", "mail 4000"]);
    expect(store.at(1)).toMatchObject({ sequence: 1, deliveryId: "week-43_0_0_1_0" });
    expect((await readdir(join(folder, "packs"))).length).toBeLessThanOrEqual(3);
  });

  it("are none but the sample when none are wanted", async () => {
    const { store, folder } = await aStore({ keep: 0, sampleEvery: 10 });
    fill(store, 25);
    expect((await readdir(join(folder, "sample"))).toSorted()).toEqual(["10.eml", "20.eml"]);
    expect(await readdir(folder)).not.toContain("packs");
  });
});

describe("the list", () => {
  it("goes back page by page from the newest, and forth again", async () => {
    const { store } = await aStore();
    fill(store, 25);
    const first = await store.page({ limit: 10 });
    expect([sequences(first)[0], first.older, first.newer, first.total]).toEqual([25, true, false, 25]);
    const second = await store.page({ limit: 10, before: 16 });
    expect([sequences(second)[0], second.older, second.newer]).toEqual([15, true, true]);
    const last = await store.page({ limit: 10, before: 6 });
    expect([sequences(last), last.older, last.newer]).toEqual([[5, 4, 3, 2, 1], false, true]);
    const forth = await store.page({ limit: 10, after: 5 });
    expect([sequences(forth)[0], sequences(forth).at(-1), forth.newer, forth.older]).toEqual([15, 6, true, true]);
    expect(await store.page({ limit: 10, before: 1 })).toMatchObject({ messages: [], older: false });
  });

  it.each([
    ["R7@READER", [7]],
    ["week-44", [12, 10, 8, 6, 4, 2]],
    ["città d’", [12, 9, 6, 3]],
    ['"', []],
    ["flashbulb", []],
    ["bodyhash", []],
  ])("finds %j among recipients, subjects and tags", async (search, expected) => {
    const { store } = await aStore();
    fill(store, 12);
    expect(sequences(await store.page({ limit: 10, search }))).toEqual(expected);
  });

  it("pages through what is found", async () => {
    const { store } = await aStore();
    fill(store, 1200);
    const first = await store.page({ limit: 2, search: "week-43" });
    expect([sequences(first), first.older]).toEqual([[1199, 1197], true]);
    expect(sequences(await store.page({ limit: 2, search: "week-43", before: 1197 }))).toEqual([1195, 1193]);
    expect(sequences(await store.page({ limit: 2, search: "week-43", after: 1195 }))).toEqual([1199, 1197]);
  });

  it("is empty when nothing was sent", async () => {
    const { store } = await aStore();
    expect(await store.page({ limit: 10 })).toEqual({ messages: [], total: 0, older: false, newer: false });
    expect(store.find("anything")).toBeUndefined();
    expect(store.find(sesMessageId(1, 0, uuid))).toBeUndefined();
  });

  it("of 50,000 messages takes little memory, from the newest page to the last", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const folder = await aFolder();
    const lines = Array.from({ length: 50_000 }, (_, n) => JSON.stringify(aMessage(n + 1)));
    await writeFile(join(folder, "accepted.ndjson"), `${lines.join("\n")}\n`);
    const newest = lines.length;
    lines.length = 0;
    collect();
    const before = process.memoryUsage();
    const { store } = await aStore({ folder });
    const sizes: number[] = [];
    for (let at = newest; at > 0; at -= 10_000) {
      const page = await store.page({ limit: 50, before: at });
      sizes.push(page.messages.length);
    }
    expect(sizes).toEqual([50, 50, 50, 50, 50]);
    expect(sequences(await store.page({ limit: 1, search: "r77@reader" }))).toEqual([77]);
    collect();
    const after = process.memoryUsage();
    const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    expect(grown).toBeLessThan(5_000_000);
  });
});
