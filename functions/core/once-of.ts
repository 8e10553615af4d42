/**
 * Works something out of a value once for as long as the value lives. The value must never change, as what the stores
 * give never does: the same object is the same answer, an equal one is worked out again.
 */
export const onceOf = <Value extends object, Result>(work: (value: Value) => Result): ((value: Value) => Result) => {
  const known = new WeakMap<Value, { result: Result }>();
  return (value) => {
    const kept = known.get(value);
    if (kept) return kept.result;
    const result = work(value);
    known.set(value, { result });
    return result;
  };
};
