import { Retryable } from "../core/errors.ts";
import type { Installation } from "./open-installation.ts";
import type { sesHandler } from "./ses-handler.ts";

type Handler = ReturnType<typeof sesHandler>;
export type Door = Pick<Installation, "isConfirmed" | "wasConfirmed">;

/**
 * The same connections, over which no request goes from tables that are not confirmed: the last door, whoever forgot to
 * ask before. Who did ask before is not made to wait for it again. What was to be sent has not started, so it may be
 * sent later.
 */
export const onlyConfirmed = (handler: Handler, { isConfirmed, wasConfirmed }: Door): Handler => ({
  ...handler,
  async handle(request, options) {
    if (wasConfirmed()) return handler.handle(request, options);
    const isSo = await isConfirmed().catch((cause: unknown) => {
      throw new Retryable("whether this installation is confirmed cannot be found out", { cause });
    });
    if (isSo) return handler.handle(request, options);
    const cause = Object.assign(new Error("this installation is not confirmed"), { code: "NotConfirmed" });
    throw new Retryable("the request to SES did not start", { cause });
  },
});
