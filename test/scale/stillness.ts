/** Answers, told how things stand, whether they have stood so for so long. */
export const stillness = (forMs: number, now = () => performance.now()): ((stands: string) => boolean) => {
  let [seen, since] = ["", now()];
  return (stands) => {
    if (stands !== seen) [seen, since] = [stands, now()];
    return now() - since >= forMs;
  };
};
