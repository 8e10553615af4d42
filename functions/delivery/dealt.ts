/** The first of each, then the second of each: a long hand does not stand before a short one. */
export const dealt = <Each>(hands: readonly (readonly Each[])[]): Each[] => {
  const longest = Math.max(0, ...hands.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) =>
    hands.flatMap((hand) => (turn < hand.length ? [hand[turn] as Each] : [])),
  ).flat();
};
