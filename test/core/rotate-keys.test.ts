import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { endKey } from "../../functions/core/end-key.ts";
import { keyCommands } from "../../functions/core/key-commands.ts";
import { headStartMilliseconds } from "../../functions/core/key-rotation.ts";
import { keyringAt, parseStoredKeyring } from "../../functions/core/keyring.ts";
import { type KeptKeys, rotateKeys } from "../../functions/core/rotate-keys.ts";
import { type Keyring, signToken, verifyToken } from "../../functions/core/signed-link.ts";
import { addMilliseconds, minute } from "../../functions/core/time.ts";
import { secretKeys } from "../../infra/secret-keys.ts";
import { keptKeys, localKeys } from "../../local/keys.ts";
import { openAws } from "../support/aws.ts";

const at = "2026-10-24T06:00:00.000Z";
let now = at;
const clock = () => now;

/** A home's keys, and processes of it that read them anew when told. */
type Home = {
  keys: KeptKeys;
  process(): Promise<{ keyring: () => Keyring; refresh(): Promise<void> }>;
};
type OpenHome = () => Promise<Home & { close(): Promise<void> }>;

const local: OpenHome = async () => {
  const folder = await mkdtemp(join(tmpdir(), "keys-"));
  await localKeys(folder, clock);
  const process = async () => {
    const { linkKeys, refresh } = await localKeys(folder, clock);
    return { keyring: () => linkKeys, refresh };
  };
  const close = async () => {
    expect(await readdir(folder)).toEqual(["keys.json"]);
    await rm(folder, { recursive: true });
  };
  return { keys: keptKeys(folder), process, close };
};

const aws: OpenHome = async () => {
  const server = await openAws();
  server.secrets.set("keyring", JSON.stringify({ signingKeyId: 1, key1: "k".repeat(64) }));
  const text = () => server.secrets.get("keyring") ?? "";
  const process = async () => {
    let stored = parseStoredKeyring(text());
    const refresh = async () => {
      stored = parseStoredKeyring(text());
    };
    return { keyring: () => keyringAt(stored, now), refresh };
  };
  return { keys: secretKeys({ secrets: server.secretsManager, id: "keyring" }), process, close: server.close };
};

const refusedBy = (keyring: Keyring, tokens: readonly string[]): string[] =>
  tokens.filter((token) => !verifyToken(keyring, "unsubscribe", token, 0).ok);

describe.each([
  ["on one machine", local],
  ["in AWS", aws],
])("the keys of links %s", (_, open) => {
  let home: Awaited<ReturnType<OpenHome>>;
  beforeEach(async () => {
    now = at;
    home = await open();
  });
  afterEach(() => home.close());

  it("are rotated while links are made and followed by processes that learn of it at different times: none fails", async () => {
    const processes = await Promise.all([home.process(), home.process(), home.process()]);
    const made: string[] = [];
    const signedWith = new Set<number>();
    const claim = { purpose: "unsubscribe", subscriberId: "s", scope: "n.i", expiresAt: 0 } as const;
    // Three rotations in an hour; each process reads the keys every five minutes, at a minute of its own.
    for (let minutes = 0; minutes < 60; minutes++) {
      now = addMilliseconds(at, minutes * minute);
      if (minutes % 20 === 3) await rotateKeys({ keys: home.keys, clock });
      for (const [each, { refresh }] of processes.entries()) if (minutes % 5 === each) await refresh();
      for (const { keyring } of processes) {
        signedWith.add(keyring().signingKeyId);
        made.push(...Array.from({ length: 20 }, (_, n) => signToken(keyring(), { ...claim, subscriberId: `s${n}` })));
      }
      for (const { keyring } of processes) expect(refusedBy(keyring(), made.slice(-200))).toEqual([]);
    }
    for (const { keyring } of processes) expect(refusedBy(keyring(), made)).toEqual([]);
    expect([...signedWith]).toEqual([1, 2, 3, 4]);
  });

  it("are told apart, are not rotated twice at once, and old ones end when they are told to", async () => {
    const printed: string[] = [];
    const run = (...words: string[]) => {
      printed.length = 0;
      const deps = { keysOf: async () => home.keys, clock, print: (line: string) => void printed.push(line) };
      return keyCommands(deps).parseAsync(words, { from: "user" });
    };
    const before = await (await home.process()).keyring();
    const old = signToken(before, { purpose: "unsubscribe", subscriberId: "s", scope: "n.i", expiresAt: 0 });
    await run("rotate");
    const from = addMilliseconds(at, headStartMilliseconds);
    expect(printed).toEqual(["key 1\tsigns", `key 2\tsigns from ${from}`]);
    await expect(run("rotate")).rejects.toThrow(`key 2 signs from ${from}`);
    await expect(run("end", "2")).rejects.toThrow("signs, or is to");
    now = from;
    await run("list");
    expect(printed).toEqual(["key 1\tverifies", "key 2\tsigns"]);
    await expect(run("end", "2")).rejects.toThrow("signs, or is to");
    await expect(run("end", "9")).rejects.toThrow("there is no key 9");
    await run("end", "1");
    expect(printed).toEqual(["key 2\tsigns"]);
    const after = await home.process();
    expect(verifyToken(after.keyring(), "unsubscribe", old, 0).ok).toBe(false);
    expect(printed.join()).not.toContain("k".repeat(32));
  });

  it("are not written over by somebody who read them before another did", async () => {
    const before = await home.keys.read();
    await rotateKeys({ keys: home.keys, clock });
    now = addMilliseconds(at, headStartMilliseconds);
    const late: KeptKeys = { ...home.keys, read: async () => before };
    await expect(rotateKeys({ keys: late, clock })).rejects.toThrow("have changed");
    await expect(endKey({ keys: late, clock }, { id: 1 })).rejects.toThrow();
    expect((await home.keys.read()).keyIds).toEqual([1, 2]);
  });
});
