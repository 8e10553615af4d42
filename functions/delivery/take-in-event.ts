import { type TakeInDeps, type TakenIn, takeInEvents } from "./take-in-events.ts";

/** As `takeInEvents`, for one; throws only what a later try may mend. */
export const takeInEvent = async (deps: TakeInDeps, raw: unknown): Promise<TakenIn> => {
  const [result] = await takeInEvents(deps, [raw]);
  if (result?.status === "fulfilled") return result.value;
  throw result?.reason;
};
