import { type ProbeDeps, sendProbe } from "./send-probe.ts";

export type TryEventsDeps = ProbeDeps;

/** `not-sent`: SES refused it, or nobody may send now; `none-came`: SES took it, and no word of it arrived in time. */
export type EventsTried = { ok: true } | { ok: false; reason: "not-sent" | "none-came" };

const lookEveryMs = 1_000;

/**
 * Sends a mail to SES's simulator as an issue's is sent, and waits for SES's word of it to come all the way: topic, queue,
 * function, ledger. Asked twice within a minute, both wait for the same mail. `name` tells what is tried from issues.
 */
export const tryEvents = async (
  deps: TryEventsDeps,
  { name, newsletterId, source, seconds }: { name: string; newsletterId: string; source: string; seconds: number },
): Promise<EventsTried> => {
  const issueId = `preflight-${name}`;
  const answer = await sendProbe(deps, { issueId, newsletterId, source });
  const latest = async () => (await deps.stream.probes(issueId)).at(-1);
  const slot = (await latest())?.slot;
  if (answer === "refused" || slot === undefined) return { ok: false, reason: "not-sent" };
  for (let waitedMs = 0; waitedMs <= seconds * 1_000; waitedMs += lookEveryMs) {
    const probe = (await deps.stream.probes(issueId)).find((each) => each.slot === slot);
    if (probe?.isBack) return { ok: true };
    await deps.timer.wait(lookEveryMs);
  }
  return { ok: false, reason: "none-came" };
};
