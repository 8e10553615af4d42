import { Retryable } from "../core/errors.ts";
import type { Installation } from "./open-installation.ts";
import type { sesHandler } from "./ses-handler.ts";

type Handler = ReturnType<typeof sesHandler>;

/**
 * The same connections, over which no request goes from tables that are not confirmed: the last door, whoever forgot to
 * ask before. What was to be sent has not started, so it may be sent later.
 */
export const onlyConfirmed = (handler: Handler, { isConfirmed }: Pick<Installation, "isConfirmed">): Handler => ({
  ...handler,
  async handle(request) {
    const isSo = await isConfirmed().catch((cause: unknown) => {
      throw new Retryable("whether this installation is confirmed cannot be found out", { cause });
    });
    if (isSo) return handler.handle(request);
    const cause = Object.assign(new Error("this installation is not confirmed"), { code: "NotConfirmed" });
    throw new Retryable("the request to SES did not start", { cause });
  },
});
