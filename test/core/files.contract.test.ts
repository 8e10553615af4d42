import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Files } from "../../functions/core/files.ts";
import { s3Files } from "../../functions/core/s3-files.ts";
import { folderFiles } from "../../local/files.ts";
import { openAws, s3Error, type TestAws } from "../support/aws.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { credentials } from "../support/ses.ts";

/** An adapter opens empty; `reopen` is what another process would see. */
type Adapter = { name: string; open(): Promise<{ files: Files; reopen(): Files; close(): Promise<void> }> };

const adapters: Adapter[] = [
  {
    name: "folder",
    open: async () => {
      const folder = await mkdtemp(join(tmpdir(), "tearsheet-files-"));
      const close = () => rm(folder, { recursive: true });
      return { files: folderFiles(folder), reopen: () => folderFiles(folder), close };
    },
  },
  {
    name: "memory",
    open: async () => {
      const files = memoryFiles();
      return { files, reopen: () => files, close: async () => {} };
    },
  },
  {
    name: "S3",
    open: async () => {
      const aws = await openAws();
      aws.server.createBucket("files");
      const open = () => s3Files({ bucket: "files", region: "eu-west-1", credentials, endpoint: aws.endpoint });
      return { files: open(), reopen: open, close: aws.close };
    },
  },
];

describe.each(adapters)("files in $name", ({ open }) => {
  let opened: Awaited<ReturnType<Adapter["open"]>>;
  let files: Files;
  beforeAll(async () => {
    opened = await open();
    files = opened.files;
  });
  afterAll(() => opened.close());

  it("gives back the bytes and the content type that were put, also to who opens it later", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), async (bytes) => {
        await files.put("photos/a/one.jpg", bytes, "text/html; charset=utf-8");
        const stored = await opened.reopen().get("photos/a/one.jpg");
        expect(stored).toMatchObject({ contentType: "text/html; charset=utf-8" });
        expect(Buffer.from(stored?.bytes ?? []).equals(bytes)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("replaces bytes and content type together", async () => {
    await files.put("b", Buffer.from("long before"), "text/plain");
    await files.put("b", Buffer.from("now"), "image/jpeg");
    expect(await files.get("b")).toMatchObject({ contentType: "image/jpeg", bytes: { length: 3 } });
  });

  it("lets one of many have a key that was free, and leaves what it wrote", async () => {
    const racers = Array.from({ length: 20 }, (_, n) => n);
    const tries = racers.map((n) => opened.reopen().putIfAbsent("g/h", Buffer.from(`racer ${n}`), "text/plain"));
    const won = (await Promise.all(tries)).flatMap((held, n) => (held ? [n] : []));
    expect(won).toHaveLength(1);
    const stored = await files.get("g/h");
    expect(Buffer.from(stored?.bytes ?? []).toString()).toBe(`racer ${won[0]}`);
    expect(stored?.contentType).toBe("text/plain");
    await files.delete("g/h");
    expect(await files.putIfAbsent("g/h", Buffer.from("next"), "text/plain")).toBe(true);
  });

  it("is not changed by what happens to the bytes afterwards", async () => {
    const bytes = Buffer.from("kept");
    await files.put("c", bytes, "text/plain");
    bytes.fill(0);
    const read = await files.get("c");
    read?.bytes.fill(0);
    expect(Buffer.from((await files.get("c"))?.bytes ?? []).toString()).toBe("kept");
  });

  it("says what is there, and nothing of what is not or was deleted", async () => {
    await files.put("d/e.txt", Buffer.from("x"), "text/plain");
    expect([await files.has("d/e.txt"), await files.has("d/f.txt"), await files.has("d/e.txt/g")]).toEqual([
      true,
      false,
      false,
    ]);
    await files.delete("d/e.txt");
    await files.delete("d/e.txt");
    expect(await files.has("d/e.txt")).toBe(false);
    expect(await files.get("d/e.txt")).toBeUndefined();
    expect(await files.get("d/e.txt/g")).toBeUndefined();
  });

  it("shows a reader the old bytes or the new ones, never a part, while many write", async () => {
    const version = (fill: number) => Buffer.alloc(200_000, fill);
    await files.put("f", version(0), "text/plain");
    const writes = Array.from({ length: 20 }, (_, n) => files.put("f", version(n), "text/plain"));
    const reads = Array.from({ length: 40 }, async () => {
      const bytes = (await opened.reopen().get("f"))?.bytes ?? new Uint8Array();
      return bytes.length === 200_000 && bytes.every((byte) => byte === bytes[0]);
    });
    await Promise.all(writes);
    expect((await Promise.all(reads)).every(Boolean)).toBe(true);
  });

  it.each([
    "",
    "/etc/passwd",
    "../a",
    "a/../b",
    "a//b",
    ".hidden",
    "a/.b",
    "a\\b",
    "a\0b",
    "a b",
    "é",
    "a".repeat(513),
  ])("takes %j for a defect, not for a key", async (key) => {
    await expect(files.put(key, Buffer.from("x"), "text/plain")).rejects.toThrow("not a file key");
    await expect(files.putIfAbsent(key, Buffer.from("x"), "text/plain")).rejects.toThrow("not a file key");
    await expect(files.get(key)).rejects.toThrow("not a file key");
    await expect(files.has(key)).rejects.toThrow("not a file key");
    await expect(files.delete(key)).rejects.toThrow("not a file key");
  });
});

describe("files in a folder", () => {
  it("leaves nothing behind of a write that failed or came too late, and the old bytes where they were", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tearsheet-files-"));
    const files = folderFiles(folder);
    await files.put("a/b", Buffer.from("old"), "text/plain");
    await expect(files.put("a", Buffer.from("a folder is there"), "text/plain")).rejects.toThrow();
    expect(await files.putIfAbsent("a/b", Buffer.from("too late"), "text/plain")).toBe(false);
    expect(await readdir(join(folder, ".unfinished"))).toEqual([]);
    expect(Buffer.from((await files.get("a/b"))?.bytes ?? []).toString()).toBe("old");
    await rm(folder, { recursive: true });
  });
});

describe("files in S3", () => {
  let aws: TestAws;
  let files: Files;
  beforeAll(async () => {
    aws = await openAws();
    aws.server.createBucket("files");
    files = s3Files({ bucket: "files", region: "eu-west-1", credentials, endpoint: aws.endpoint });
  });
  afterAll(() => aws.close());

  /** The first conditional write is answered so. */
  const answerFirst = (answer: (done: () => Promise<unknown>) => Promise<ReturnType<typeof s3Error>>) => {
    let isFirst = true;
    aws.intercept(async (asked, pass) => {
      if (!isFirst || asked.headers["if-none-match"] !== "*") return undefined;
      isFirst = false;
      return answer(pass);
    });
  };

  it("tries again when S3 cannot say yet who was first", async () => {
    answerFirst(async () => s3Error(409, "ConditionalRequestConflict"));
    expect(await files.putIfAbsent("a", Buffer.from("mine"), "text/plain")).toBe(true);
  });

  it("knows its own write again when the answer to it was lost", async () => {
    answerFirst(async (pass) => {
      await pass();
      return s3Error(500, "InternalError");
    });
    expect(await files.putIfAbsent("b", Buffer.from("mine"), "text/plain")).toBe(true);
    expect(await files.putIfAbsent("b", Buffer.from("theirs"), "text/plain")).toBe(false);
  });

  it("does not take a refusal for an absence", async () => {
    aws.intercept(async () => s3Error(403, "AccessDenied"));
    await expect(files.get("a")).rejects.toThrow();
    await expect(files.has("a")).rejects.toThrow();
    await expect(files.putIfAbsent("a", Buffer.from("x"), "text/plain")).rejects.toThrow();
  });
});
