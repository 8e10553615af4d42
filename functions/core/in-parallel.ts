/**
 * The answers in the order of the items, at most `atATime` of them being worked on. The first error ends it: nothing
 * new is begun, and it is thrown when what was begun is over.
 */
export const inParallel = async <Item, Answer>(
  items: readonly Item[],
  atATime: number,
  work: (item: Item, index: number) => Promise<Answer>,
): Promise<Answer[]> => {
  const answers = new Array<Answer>(items.length);
  const rest = items.entries();
  const errors: unknown[] = [];
  const worker = async () => {
    for (const [index, item] of rest) {
      if (errors.length > 0) return;
      try {
        answers[index] = await work(item, index);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, worker));
  if (errors.length > 0) throw errors[0];
  return answers;
};
