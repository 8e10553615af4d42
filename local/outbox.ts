import { type WorkOutboxDeps, workOutbox } from "../functions/audience/work-outbox.ts";
import type { Installation } from "../functions/mail/open-installation.ts";

export type OutboxDeps = WorkOutboxDeps & { installation: Installation };

export type OutboxWorker = {
  /** Sends what is promised, soon and not in the way of who asks; many hints make one run after the one under way. */
  wake(): void;
  /** Resolves when nothing runs and nothing was hinted. */
  idle(): Promise<void>;
};

/** Works the outbox of this machine, one run at a time; a run that fails is told, and the next hint begins another. */
export const outboxWorker = (deps: OutboxDeps, say: (line: string) => void): OutboxWorker => {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async (): Promise<void> => {
    do {
      again = false;
      // The answer that hinted goes out first, and many hints cost one look.
      await new Promise((turn) => setTimeout(turn, gatheringMilliseconds));
      await work(deps, say).catch((error: unknown) => say(`promised mails were not sent: ${String(error)}`));
    } while (again);
    running = undefined;
  };
  return {
    wake() {
      again = true;
      running ??= run();
    },
    async idle() {
      while (running !== undefined) await running;
    },
  };
};

const gatheringMilliseconds = 20;
/** One after the other, and each when nobody waits for an answer: whoever is answered shares this process. */
const mailsAtATime = 1;

const work = async (deps: OutboxDeps, say: (line: string) => void): Promise<void> => {
  if (!(await deps.installation.isConfirmed())) return;
  const { unsent, closed } = await workOutbox({ ...deps, mailsAtATime });
  for (const { mail, subscriberId, kind, code } of unsent)
    say(`the mail (${mail}) to subscriber ${subscriberId} was not sent: ${kind} ${code}`.trim());
  for (const { newsletterId, because } of closed)
    say(
      because === "bounces"
        ? `sign-up of ${newsletterId} is closed for a day: too many confirmation mails come back; tearsheet subscribers sign-up ${newsletterId} --open`
        : `sign-up of ${newsletterId} is closed for a day: hardly any confirmation mail is answered; tearsheet subscribers sign-up ${newsletterId} --open`,
    );
};
