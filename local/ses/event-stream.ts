import { drawn } from "./fault.ts";
import type { SesEvent } from "./ses-event.ts";
import type { Settings } from "./settings.ts";

/** Runs `task` so many milliseconds from now, and never at once. */
export type Schedule = (milliseconds: number, task: () => void) => void;

export type EventStream = {
  readonly hasSubscribers: boolean;
  publish(event: SesEvent): void;
  /** From now on every event goes to `listener` too; the answer ends that. */
  subscribe(listener: (event: SesEvent) => void | Promise<void>): () => void;
};

/** Whether no event of a mail ever comes, of those that are lost by the settings. */
export const isSilent = ({ lost, seed }: Settings["events"], messageId: string): boolean =>
  drawn(seed, messageId, "lost") < lost;

/**
 * Hands events to their subscribers, never within the call that caused them: each once and in order, or late, twice,
 * out of order and lost as the settings say. A listener that fails is reported to `onFailure` and stops nobody else.
 */
export const eventStream = (deps: {
  settings: () => Settings["events"];
  schedule?: Schedule;
  onFailure?: (error: unknown, messageId: string) => void;
}): EventStream => {
  const { settings, schedule = timers, onFailure = report } = deps;
  const listeners = new Set<(event: SesEvent) => void | Promise<void>>();
  const hand = async (event: SesEvent) => {
    for (const listener of listeners) {
      try {
        await listener(event);
      } catch (error) {
        onFailure(error, event.mail.messageId);
      }
    }
  };
  return {
    get hasSubscribers() {
      return listeners.size > 0;
    },
    publish(event) {
      const { delaySeconds, shuffleSeconds, twice, seed } = settings();
      const lot = (question: string) => drawn(seed, event.mail.messageId, event.eventType, question);
      if (isSilent(settings(), event.mail.messageId)) return;
      for (const copy of lot("twice") < twice ? ["first", "second"] : ["first"])
        schedule((delaySeconds + shuffleSeconds * lot(copy)) * 1000, () => void hand(event));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};

const timers: Schedule = (milliseconds, task) => {
  if (milliseconds > 0) setTimeout(task, milliseconds).unref();
  else setImmediate(task);
};

const report = (error: unknown, messageId: string) =>
  console.error(`an event of message ${messageId} failed in its subscriber`, error);
