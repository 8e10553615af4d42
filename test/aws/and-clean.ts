/** Does `clean` whatever becomes of `work`, and throws what failed of both, the work's first. */
export const andClean = async (work: () => Promise<void>, clean: () => Promise<void>): Promise<void> => {
  const failed: unknown[] = [];
  for (const each of [work, clean]) await each().catch((error: unknown) => failed.push(error));
  if (failed.length > 1) throw new AggregateError(failed, "the run failed, and so did cleaning up after it");
  if (failed.length === 1) throw failed[0];
};
