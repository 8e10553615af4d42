/** Remembers the last few answers; one that failed is asked for again. */
export const keptLast = <More extends unknown[], Answer>(
  ask: (key: string, ...more: More) => Promise<Answer>,
  most: number,
): ((key: string, ...more: More) => Promise<Answer>) => {
  const answers = new Map<string, Promise<Answer>>();
  return (key, ...more) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(key, ...more);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    const [oldest] = answers.keys();
    if (answers.size > most && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
};
