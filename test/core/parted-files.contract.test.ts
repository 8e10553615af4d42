import { GetObjectCommand, NoSuchKey } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { s3Parts } from "../../functions/aws/s3-parts.ts";
import { leastPartBytes, type PartedFiles } from "../../functions/core/parted-files.ts";
import { partsIn } from "../../local/parted-files.ts";
import { openAws } from "../support/aws.ts";
import { memoryFiles } from "../support/memory-files.ts";

/** `read` is what somebody finds who has the key, and the parts by their names. */
type Opened = {
  files: PartedFiles;
  read(key: string, upload: string, parts: readonly string[]): Promise<Buffer | undefined>;
  close(): Promise<void>;
};

const adapters: { name: string; open(): Promise<Opened> }[] = [
  {
    name: "a folder",
    open: async () => {
      const files = partsIn(memoryFiles());
      const read = async (...of: Parameters<typeof files.read>) => {
        const pieces: Uint8Array[] = [];
        for await (const piece of files.read(...of)) pieces.push(piece);
        return Buffer.concat(pieces);
      };
      return { files, read, close: async () => {} };
    },
  },
  {
    name: "S3",
    open: async () => {
      const aws = await openAws();
      aws.server.createBucket("files");
      const read = async (Key: string) => {
        const found = await aws.s3.send(new GetObjectCommand({ Bucket: "files", Key })).catch((error: Error) => {
          if (!(error instanceof NoSuchKey)) throw error;
        });
        return found?.Body && Buffer.from(await found.Body.transformToByteArray());
      };
      return { files: s3Parts({ s3: aws.s3, bucket: "files" }), read, close: aws.close };
    },
  },
];

describe.each(adapters)("a file in parts in $name", ({ open }) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  const first = Buffer.alloc(leastPartBytes, "a");
  const part = (number: number, bytes: Uint8Array) => ({ number, bytes });

  it("is all of its parts in order, whichever came first, a part that came again counting once", async () => {
    const { files, read } = opened;
    const upload = await files.begin("exports/a/1", "text/csv");
    const second = await files.putPart("exports/a/1", upload, part(2, Buffer.from("end")));
    await files.putPart("exports/a/1", upload, part(1, Buffer.alloc(leastPartBytes, "b")));
    const parts = [await files.putPart("exports/a/1", upload, part(1, first)), second];
    expect(await files.finish("exports/a/1", upload, parts)).toBe(true);
    expect((await read("exports/a/1", upload, parts))?.equals(Buffer.concat([first, Buffer.from("end")]))).toBe(true);
  });

  it("is not finished with a part in whose place another was put, nor when nothing is known of it", async () => {
    const { files } = opened;
    const upload = await files.begin("exports/a/2", "text/csv");
    const name = await files.putPart("exports/a/2", upload, part(1, Buffer.from("one")));
    await files.putPart("exports/a/2", upload, part(1, Buffer.from("other")));
    expect(await files.finish("exports/a/2", upload, [name])).toBe(false);
    expect(await files.finish("exports/a/2", "11111111-2222-3333-4444-555555555555", [name])).toBe(false);
  });
});
