import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { Logger } from "@aws-lambda-powertools/logger";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { importsParts } from "../aws/audience.ts";
import { orderOfUpload } from "./import-order.ts";
import { importPortion } from "./import-portion.ts";
import { exportHintSchema } from "./list-export.ts";
import { importHintSchema, portionsOf } from "./list-upload.ts";
import type { ImportHint } from "./order-import.ts";
import { receiveUpload } from "./receive-upload.ts";
import { workImportOrder } from "./work-import-order.ts";
import { workListExport } from "./work-list-export.ts";

const logger = new Logger();
const processor = new BatchProcessor(EventType.SQS);
const parts = importsParts();
/** Enough for the rows in hand, the erasures of the newsletter, and the message to the next. */
const leftMs = 90_000;

/** Takes lists in and writes them out, each as far as the function's time goes; the rest is put on the queue again. */
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
      const { ended } = await workImportOrder({ ...deps, isEnough }, hint);
      if (!ended) await queue.put([hint]);
      logger.info("a list that an editor brought went on", { messageId, ...hint, ended });
    };
    const toExport = exportHintSchema.safeParse(JSON.parse(body)).data;
    if (toExport) {
      const { ended } = await workListExport({ ...deps, isEnough }, toExport);
      if (!ended) await queue.put([toExport]);
      logger.info("a list was written out", { messageId, ...toExport, ended });
      return;
    }
    const hint = importHintSchema.safeParse(JSON.parse(body)).data;
    if (hint) return await goOnWith(hint);
    for (const portion of portionsOf(body)) {
      const arrived = orderOfUpload(portion.key);
      if (arrived) {
        if (await receiveUpload(deps, arrived)) await goOnWith(arrived);
        continue;
      }
      const goOn = (next: unknown) => queue.put([next]);
      const taken = await importPortion({ ...deps, goOn, isEnough }, portion);
      const told = { messageId, after: portion.after, ...taken };
      if (taken.ok || taken.reason === "gone") logger.info("a portion of a list was worked on", told);
      else logger.error("a list was not taken in: it lies under no newsletter's name", told);
    }
  } catch (error) {
    logger.error("a list was not taken in, or not written out", { messageId, error: error as Error });
    throw error;
  }
};
