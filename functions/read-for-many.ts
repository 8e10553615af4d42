import type { SignUpStore } from "./audience/sign-up-store.ts";
import { keptAhead } from "./core/kept-ahead.ts";
import type { NewsletterStore } from "./core/newsletter-store.ts";

const keptMilliseconds = 1000;

/**
 * The same stores for who answers readers: the settings of a newsletter and the breaker of its form are as they were
 * within the last second, so that many who look at one form cost the store next to nothing.
 */
export const readForMany = ({
  newsletters,
  signUps,
}: {
  newsletters: Pick<NewsletterStore, "get">;
  signUps: SignUpStore;
}): { newsletters: Pick<NewsletterStore, "get">; signUps: SignUpStore } => {
  const now = () => performance.now();
  const breaker = keptAhead(keptMilliseconds, now, (id) => signUps.breaker(id));
  return {
    newsletters: { get: keptAhead(keptMilliseconds, now, (id) => newsletters.get(id)) },
    signUps: { ...signUps, breaker },
  };
};
