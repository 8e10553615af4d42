import { addMilliseconds, type Instant, minute, toInstant } from "../../functions/core/time.ts";
import {
  type Claim,
  type Doubt,
  isStuck,
  type Move,
  openClaim,
  redrive,
  release,
  takeLease,
  withMoves,
} from "../../functions/delivery/claim.ts";
import {
  type Evidence,
  evidenceMark,
  mostTries,
  noEvidence,
  wasAccepted,
  withEvidence,
} from "../../functions/delivery/evidence.ts";
import { mayStart, sendingTimes } from "../../functions/delivery/lease.ts";
import { isNear } from "../../functions/delivery/neighbours.ts";
import { isSettled } from "../../functions/delivery/recipient-state.ts";
import { graceMs, settleStep, type Witness } from "../../functions/delivery/settle.ts";
import { streamHealth } from "../../functions/delivery/stream-health.ts";

/** How a write to the store, or a request to SES, may go wrong. */
export type Fault = "none" | "lost-before" | "lost-after";
export type Event =
  | { who: "sender"; sender: number; act: "go-on" | "crash"; fault: Fault }
  | { who: "settler"; fault: Fault }
  | { who: "time"; minutes: number }
  | { who: "events"; deliver: number };

/** One of the rules broken on purpose: the model must notice. */
export type Flaw = "resend-when-a-lease-ends" | "no-fence" | "resend-without-proof";

type Attempt = { index: number; try: number };
type Sender = { claim: Claim | undefined; open: (Attempt & { intentAt: Instant })[]; results: Move[] };

const times = sendingTimes();
const batch = 3;
const delayMs = minute;

/**
 * A chunk, its senders and a settler on the real decisions, in a world that loses answers, kills processes and lets
 * events come late, twice and in any order. `accepts` is what SES took, per recipient.
 */
export const ledgerModel = (size: number, { strict, flaw }: { strict: boolean; flaw?: Flaw | undefined }) => {
  const accepts = Array.from({ length: size }, () => 0);
  const senders: Sender[] = [idle(), idle()];
  const sentAt = new Map<number, Instant>();
  let stored = openClaim(size);
  let evidence: Evidence = noEvidence;
  let events: { attempt: Attempt; dueAt: number }[] = [];
  let clock = Date.parse("2026-10-24T06:00:00.000Z");
  let writes = 0;

  const now = (): Instant => toInstant(clock);
  const writing = () => ({ now: now(), writeId: `write ${++writes}`, times });
  const isOver = () => stored.recipients.every(({ state }) => isSettled(state));

  /** A conditional write. Its answer may be lost; then the item is read again, and the write id says whether it holds. */
  const put = (before: Claim, after: Claim, fault: Fault): boolean => {
    const holds = flaw === "no-fence" || stored.version === before.version;
    if (holds && fault !== "lost-before") stored = after;
    return stored.writeId === after.writeId;
  };

  /** One step of a sender: take the lease, make one request, or write down what came of a batch and begin the next. */
  const goOn = (sender: Sender, holder: string, fault: Fault): void => {
    if (!sender.claim) take(sender, holder, fault);
    else if (sender.open.length > 0) request(sender, fault);
    else write(sender, sender.claim, fault);
  };

  const take = (sender: Sender, holder: string, fault: Fault): void => {
    const read = stored;
    const hasWork = read.recipients.some(({ state }) => state === "pending" || (flaw && state === "intent"));
    if (!hasWork) return;
    const taken = takeLease(read, { holder, ...writing() });
    if (!taken.ok || !put(read, taken.claim, fault)) return;
    sender.claim = taken.claim;
    if (flaw === "resend-when-a-lease-ends") sender.open = found(read).map((each) => ({ ...each, intentAt: now() }));
  };

  const request = (sender: Sender, fault: Fault): void => {
    const attempt = sender.open.shift();
    if (!attempt) return;
    const { index } = attempt;
    const starts = mayStart(attempt.intentAt, now(), times);
    if (starts && fault !== "lost-before") {
      accepts[index] = (accepts[index] ?? 0) + 1;
      events.push({ attempt, dueAt: clock + delayMs });
    }
    sender.results.push({ index, when: !starts ? "not-accepted" : fault === "none" ? "accepted" : "no-answer" });
  };

  const write = (sender: Sender, claim: Claim, fault: Fault): void => {
    const results = sender.results.filter(({ index }) => claim.recipients[index]?.state === "intent");
    const next = nextBatch(claim);
    const moves = [...results, ...next];
    const after =
      moves.length > 0 ? withMoves(claim, moves, writing()) : release(claim, { ...writing(), failed: false });
    if (!put(claim, after, fault)) {
      Object.assign(sender, idle());
      return;
    }
    for (const { index, when } of results) if (when === "accepted") sentAt.set(index, now());
    sender.claim = moves.length > 0 ? after : undefined;
    sender.results = [];
    sender.open = next
      .filter(({ when }) => when === "begun")
      .map(({ index }) => ({ index, try: after.recipients[index]?.try ?? 1, intentAt: now() }));
  };

  const nextBatch = (claim: Claim): Move[] =>
    [...claim.recipients.entries()]
      .filter(([, { state }]) => state === "pending")
      .slice(0, batch)
      .map(([index, recipient]): Move => {
        const proven = settleStep({ index, recipient, doubt: undefined }, settling());
        return proven ? { index, when: proven } : { index, when: "begun", revision: 1 };
      });

  /** Takes the lease as a sender does, settles what can be, and gives it back. */
  const settle = (fault: Fault): void => {
    const read = stored;
    const taken = takeLease(read, { holder: "settler", ...writing() });
    if (!taken.ok || !put(read, taken.claim, fault)) return;
    const moves = taken.claim.recipients.flatMap((recipient, index): Move[] => {
      const when = settleStep({ index, recipient, doubt: taken.claim.doubts.get(index) }, settling());
      return when ? [{ index, when }] : [];
    });
    const settled = withMoves(taken.claim, moves, writing());
    if (put(taken.claim, settled, fault)) put(settled, release(settled, { ...writing(), failed: false }), "none");
  };

  const settling = (): { now: Instant; witness: Witness; times: typeof times } => ({
    ...{ now: now(), times },
    witness: strict ? { mode: "strict" } : { mode: "events", evidence, delayMs, isHealthy },
  });

  const isHealthy = ({ intentAt, ambiguousAt = intentAt }: Doubt): boolean => {
    if (flaw === "resend-without-proof") return true;
    const before = addMilliseconds(now(), times.neighbourhoodMs - graceMs(times, delayMs));
    const isInTime = ([, at]: [number, Instant]) => at <= before || isNear(at, intentAt, times);
    const near = [...sentAt].filter(([, at]) => isNear(at, intentAt, times));
    const told = (some: typeof near) => ({
      sent: some.length,
      withEvent: some.filter(([index]) => wasAccepted(evidence, { index, try: mostTries })).length,
    });
    const probeAt = addMilliseconds(ambiguousAt, times.signatureLifeMs);
    return streamHealth(
      {
        ambiguousAt,
        neighbours: told(near),
        sample: { ...told([...sentAt].filter(isInTime)), isWhole: [...sentAt].every(isInTime) },
        deadLetters: 0,
        probe: { sentAt: probeAt, backAt: addMilliseconds(probeAt, delayMs) },
        evidenceReadAt: now(),
        oldestEventMs: Math.max(0, ...events.map(({ dueAt }) => clock - dueAt)),
        delayMs,
      },
      times,
    ).healthy;
  };

  /** Some of the events that are due, from either end of the queue; each comes twice. */
  const deliver = (count: number): void => {
    const due = events.filter(({ dueAt }) => dueAt <= clock);
    const chosen = count % 2 === 0 ? due.slice(0, count) : due.slice(-count);
    events = events.filter((each) => !chosen.includes(each));
    for (const { attempt } of [...chosen, ...chosen])
      evidence = withEvidence(evidence, "delivered", [evidenceMark(attempt)]);
  };

  const apply = (event: Event): void => {
    if (event.who === "time") clock += event.minutes * minute;
    else if (event.who === "events") deliver(event.deliver);
    else if (event.who === "settler") settle(event.fault);
    else if (event.act === "crash") Object.assign(senders[event.sender] as Sender, idle());
    else goOn(senders[event.sender] as Sender, `sender ${event.sender}`, event.fault);
  };

  /** Nothing goes wrong any more, and what got stuck is redriven: everybody works until nothing is left to do. */
  const runOut = (): void => {
    for (let turn = 0; turn < 200 && (turn === 0 || !isOver() || events.length > 0); turn++) {
      if (isStuck(stored, now())) stored = redrive(stored, writing().writeId);
      for (let step = 0; step < 4 * size; step++)
        apply({ who: "sender", sender: step % 2, act: "go-on", fault: "none" });
      for (const sender of senders) Object.assign(sender, idle());
      clock += 2 * minute;
      deliver(2 * size);
      settle("none");
    }
  };

  return { accepts, apply, runOut, isOver, recipients: () => stored.recipients };
};
export type LedgerModel = ReturnType<typeof ledgerModel>;

const idle = (): Sender => ({ claim: undefined, open: [], results: [] });

/** What a holder that should not would send again: all that it finds begun. */
const found = ({ recipients }: Claim): Attempt[] =>
  recipients.flatMap(({ state, try: attempt }, index) => (state === "intent" ? [{ index, try: attempt }] : []));
