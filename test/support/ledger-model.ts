import { addMilliseconds, type Instant, minute, toInstant } from "../../functions/core/time.ts";
import { type BatchResult, type IntentClaim, messageIdsOf, resultName } from "../../functions/delivery/batch-result.ts";
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
import { type Evidence, evidenceMark, mostTries, wasAccepted } from "../../functions/delivery/evidence.ts";
import { mayStart, sendingTimes } from "../../functions/delivery/lease.ts";
import { isNear } from "../../functions/delivery/neighbours.ts";
import { isSettled } from "../../functions/delivery/recipient-state.ts";
import { beforeNewTry, graceMs, settleStep, type Witness } from "../../functions/delivery/settle.ts";
import { isUntried } from "../../functions/delivery/standing.ts";
import { streamHealth } from "../../functions/delivery/stream-health.ts";
import { noEvidence, withEvidence } from "./evidence.ts";

/** How a write to the store, or a request to SES, may go wrong. */
export type Fault = "none" | "lost-before" | "lost-after";
export type Event =
  | { who: "sender"; sender: number; act: "go-on" | "crash"; fault: Fault }
  | { who: "settler"; fault: Fault }
  | { who: "time"; minutes: number }
  | { who: "events"; deliver: number };

/** One of the rules broken on purpose: the model must notice. */
export type Flaw = "resend-when-a-lease-ends" | "no-fence" | "resend-without-proof" | "results-named-by-the-notes";

type Attempt = { index: number; try: number };
type Sender = {
  claim: Claim | undefined;
  open: (Attempt & { intentAt: Instant })[];
  results: Move[];
  /** What SES said and no result says yet. */
  unwritten: BatchResult | undefined;
};

const times = sendingTimes();
const batch = 3;
const delayMs = minute;

/**
 * A chunk, its senders and a settler on the real decisions, in a world that loses answers, kills processes and lets
 * events come late, twice and in any order. `accepts` are the ids of what SES took, per recipient; `results`
 * those that were written, a batch each.
 */
export const ledgerModel = (size: number, { strict, flaw }: { strict: boolean; flaw?: Flaw | undefined }) => {
  const accepts = Array.from({ length: size }, (): string[] => []);
  const results = new Map<string, BatchResult>();
  const senders: Sender[] = [idle(), idle()];
  let stored = openClaim(size);
  let evidence: Evidence = noEvidence;
  let events: { attempt: Attempt; dueAt: number }[] = [];
  let clock = Date.parse("2026-10-24T06:00:00.000Z");
  let [writes, messages] = [0, 0];

  const now = (): Instant => toInstant(clock);
  const writing = () => ({ now: now(), writeId: `write ${++writes}`, times });
  const isOver = () => stored.recipients.every(({ state }) => isSettled(state));

  /** A conditional write. Its answer may be lost; then the item is read again, and the write id says whether it holds. */
  const put = (before: Claim, after: Claim, fault: Fault): boolean => {
    const holds = flaw === "no-fence" || stored.version === before.version;
    if (holds && fault !== "lost-before") stored = after;
    return stored.writeId === after.writeId;
  };

  /** One step of a sender: take the lease, make one request, write a batch's message ids, or its moves and the next intents. */
  const goOn = (sender: Sender, holder: string, fault: Fault): void => {
    if (!sender.claim) take(sender, holder, fault);
    else if (sender.open.length > 0) request(sender, fault);
    else if (sender.unwritten) writeResult(sender, { intent: sender.claim, result: sender.unwritten }, fault);
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
      const id = `m${++messages}`;
      accepts[index]?.push(id);
      events.push({ attempt, dueAt: clock + delayMs });
      if (fault === "none") {
        sender.unwritten ??= { intentAt: attempt.intentAt, revision: 1, messageIds: {} };
        sender.unwritten.messageIds[index] = id;
      }
    }
    sender.results.push({ index, when: !starts ? "not-accepted" : fault === "none" ? "accepted" : "no-answer" });
  };

  /** A result that cannot be written ends its sender; one that was written is never written over. */
  const writeResult = (
    sender: Sender,
    { intent, result }: { intent: IntentClaim; result: BatchResult },
    fault: Fault,
  ): void => {
    const name = resultName(flaw === "results-named-by-the-notes" ? noted(intent, sender.results) : intent);
    const isRefused = flaw === undefined && results.has(name);
    if (fault === "lost-before" || isRefused) Object.assign(sender, idle());
    else results.set(name, result);
    sender.unwritten = undefined;
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
    sender.claim = moves.length > 0 ? after : undefined;
    sender.results = [];
    sender.open = next
      .filter(({ when }) => when === "begun")
      .map(({ index }) => ({ index, try: after.recipients[index]?.try ?? 1, intentAt: now() }));
  };

  const nextBatch = (claim: Claim): Move[] => {
    const proof = { evidence: strict ? noEvidence : evidence, known: known() };
    return [...claim.recipients.entries()]
      .filter(([, { state }]) => state === "pending")
      .slice(0, batch)
      .map(([index, recipient]): Move => {
        const proven = beforeNewTry(proof, { index, ...recipient });
        return proven ? { index, when: proven } : { index, when: "begun", revision: 1 };
      });
  };

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

  const known = () => messageIdsOf([...results.values()]);

  const witness = (): Witness => (strict ? { mode: "strict" } : { mode: "events", evidence, delayMs, isHealthy });
  const settling = () => ({ now: now(), known: known(), witness: witness(), times });

  const isHealthy = ({ intentAt, ambiguousAt = intentAt }: Doubt): boolean => {
    if (flaw === "resend-without-proof") return true;
    const before = addMilliseconds(now(), times.neighbourhoodMs - graceMs(times, delayMs));
    const surely = [...results.values()].flatMap(({ intentAt: at, messageIds }) =>
      Object.keys(messageIds).map((index): [number, Instant] => [Number(index), at]),
    );
    const isInTime = ([, at]: [number, Instant]) => at <= before || isNear(at, intentAt, times);
    const near = surely.filter(([, at]) => isNear(at, intentAt, times));
    const told = (some: typeof near) => ({
      sent: some.length,
      withEvent: some.filter(([index]) => wasAccepted(evidence, { index, try: mostTries })).length,
    });
    const probeAt = addMilliseconds(ambiguousAt, times.signatureLifeMs);
    return streamHealth(
      {
        ambiguousAt,
        neighbours: told(near),
        companions: { sent: 0, withEvent: 0 },
        sample: {
          ...told(surely.filter(isInTime)),
          isWhole: surely.every(isInTime) && !stored.recipients.some(isUntried),
        },
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

  return { accepts, results, apply, runOut, isOver, recipients: () => stored.recipients };
};
export type LedgerModel = ReturnType<typeof ledgerModel>;

const idle = (): Sender => ({ claim: undefined, open: [], results: [], unwritten: undefined });

/** The version that a claim in hand would have with what failed noted, a note each: no write was made of it. */
const noted = ({ fence, version }: IntentClaim, results: readonly Move[]): IntentClaim => ({
  fence,
  version: version + results.filter(({ when }) => when !== "accepted").length,
});

/** What a holder that should not would send again: all that it finds begun. */
const found = ({ recipients }: Claim): Attempt[] =>
  recipients.flatMap(({ state, try: attempt }, index) => (state === "intent" ? [{ index, try: attempt }] : []));
