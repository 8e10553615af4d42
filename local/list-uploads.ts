import type { Uploading } from "../functions/audience/announce-import.ts";
import { uploadKey } from "../functions/audience/import-order.ts";
import type { ImportHint, ImportOrderDeps } from "../functions/audience/order-import.ts";
import { receiveUpload } from "../functions/audience/receive-upload.ts";
import { uploadPath } from "../functions/console/subscribers-page.ts";

/** On one machine a large list is put to the console itself, which keeps all of it in memory for a moment. */
export const uploadingHere: Uploading = {
  mostBytes: 200 * 1024 * 1024,
  targetOf: async ({ newsletterId, id }) => ({ url: uploadPath(newsletterId, id), headers: {} }),
};

/** Keeps a file that is waited for, and has it looked at. */
export const receiving =
  (deps: Pick<ImportOrderDeps, "orders" | "uploads" | "imports">) =>
  async (hint: ImportHint, bytes: Uint8Array): Promise<boolean> => {
    const kept = await deps.orders.get(hint.newsletterId, hint.importId);
    if (kept?.order.step !== "coming" || kept.order.bytes !== bytes.length) return false;
    await deps.uploads.put(uploadKey(kept.order), bytes, "application/octet-stream");
    if (!(await receiveUpload(deps, hint))) return false;
    await deps.imports.put([hint]);
    return true;
  };
