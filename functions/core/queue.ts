/**
 * Where work is put that somebody is to take up. Only ever a hint: a message may come twice, late, in any order or not at
 * all, and nothing is lost by it, for the sweep finds all work again. An array on one machine, SQS in AWS; one contract
 * suite runs on both.
 */
export type Queue<Message> = {
  /** Resolves when the queue has all of them. Throws `Retryable` when it would not take some: put them all again. */
  put(messages: readonly Message[]): Promise<void>;
};
