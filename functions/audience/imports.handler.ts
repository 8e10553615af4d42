import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { Logger } from "@aws-lambda-powertools/logger";
import { GetObjectCommand, NoSuchKey } from "@aws-sdk/client-s3";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { importsParts } from "../aws/audience.ts";
import { Retryable } from "../core/errors.ts";
import { orderOfUpload } from "./import-order.ts";
import { importPortion } from "./import-portion.ts";
import { importHintSchema, portionsOf } from "./list-upload.ts";
import { type OpenLists, openLists } from "./open-lists.ts";
import type { ImportHint } from "./order-import.ts";
import { receiveUpload } from "./receive-upload.ts";
import { workImportOrder } from "./work-import-order.ts";

const logger = new Logger();
const processor = new BatchProcessor(EventType.SQS);
const parts = importsParts();
/** Enough for the rows in hand, the erasures of the newsletter, and the message to the next. */
const leftMs = 90_000;

/** Takes in uploaded lists, as much at a time as fits before the function's time is over. */
export const handler = (event: SQSEvent, context: Context) => {
  logger.addContext(context);
  const isEnough = () => context.getRemainingTimeInMillis() < leftMs;
  return processPartialResponse(event, (record: SQSRecord) => take(record, isEnough), processor, {
    context,
    throwOnFullBatchFailure: false,
  });
};

const take = async ({ body, messageId }: SQSRecord, isEnough: () => boolean): Promise<void> => {
  try {
    const { queue, ...deps } = await parts();
    const goOnWith = async (hint: ImportHint) => {
      const { ended } = await workImportOrder({ ...deps, openUpload, isEnough }, hint);
      if (!ended) await queue.put([hint]);
      logger.info("a list that an editor brought went on", { messageId, ...hint, ended });
    };
    const hint = importHintSchema.safeParse(JSON.parse(body)).data;
    if (hint) return await goOnWith(hint);
    for (const portion of portionsOf(body)) {
      const arrived = orderOfUpload(portion.key);
      if (arrived) {
        if (await receiveUpload(deps, arrived)) await goOnWith(arrived);
        continue;
      }
      const goOn = (next: unknown) => queue.put([next]);
      const taken = await importPortion({ ...deps, openUpload: openKnown, goOn, isEnough }, portion);
      logger.info("a portion of a list was taken in", { messageId, after: portion.after, ...taken });
    }
  } catch (error) {
    logger.error("a list was not taken in", { messageId, error: error as Error });
    throw error;
  }
};

/** A ZIP's directory is at its end, so the file is brought here first. */
const openUpload = async (key: string, name = basename(key)): Promise<OpenLists | undefined> => {
  const { s3, bucket } = await parts();
  const folder = await mkdtemp(join(tmpdir(), "list-"));
  const path = join(folder, name);
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    await pipeline(Body as Readable, createWriteStream(path));
    const { files, close } = await openLists(path);
    return { files, close: () => close().finally(() => rm(folder, { recursive: true })) };
  } catch (error) {
    await rm(folder, { recursive: true });
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};

/** S3 has said that it is there, or will say so. */
const openKnown = async (key: string): Promise<OpenLists> => {
  const lists = await openUpload(key);
  if (!lists) throw new Retryable("the list is not there");
  return lists;
};
