import { shards } from "../../functions/audience/shard.ts";
import { toInstant } from "../../functions/core/time.ts";
import { chunkWork } from "../../functions/delivery/chunk-work.ts";
import { type Claim, type Move, openClaim, release, takeLease, withMoves } from "../../functions/delivery/claim.ts";
import { claimItem } from "../../functions/delivery/claim-item.ts";
import { noDeliverability } from "../../functions/delivery/deliverability.ts";
import { batchSize, chunkSize } from "../../functions/delivery/delivery.ts";
import { sendingFlow } from "../../functions/delivery/flow.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { isStillGood, type Remembered } from "../../functions/delivery/remembered.ts";
import { everybody } from "../../functions/delivery/share.ts";
import { mostWork } from "../../functions/delivery/sweep.ts";
import { openTurns } from "../../functions/delivery/turns.ts";
import { isIdle, newRate, type Rate, startsWithinMs } from "../../functions/mail/rate.ts";
import { memory, queues } from "../../infra/numbers.ts";
import { simulatedTime } from "../support/simulated-time.ts";
import { chanceFrom } from "../year/chance.ts";
import { itemBytes, readUnits, writeUnits } from "./item-bytes.ts";
import { noUsage, type Usage } from "./prices.ts";

export type Setup = {
  people: number;
  ratePerSecond: number;
  /** Functions that work at once, and their memory. */
  workers: number;
  workerMegabytes: number;
  seed?: number;
};

export type Simulated = {
  seconds: number;
  accepted: number;
  /** Of those that the rate allows in this time. */
  rateUsed: number;
  storeWritesPerRecipient: number;
  sesRequests: number;
  busyWorkers: number;
  usage: Usage;
};

/** Milliseconds that the services take, as they are seen from a function in the same region. */
const takes = { read: 4, write: 7, batchRead: 9, poll: 20, start: 30 } as const;
const sesMs = { least: 50, spread: 90, slowOneIn: 200, slowMs: 600 } as const;
/** Requests in flight for one chunk: a whole batch. */
const inFlight = 25;
const chunksHeld = 2;
const eventsPerMail = 2;
/** A mail's second event comes so long after its first. */
const deliveredAfterSeconds = 5;
/** What a function takes for its events at once, and for each of them. */
const eventMs = { once: 60, each: 0.4 } as const;
const logBytesPerWork = 400;
const idlePollsAMinute = 15;
/** A claim between two batches. */
const claimBytes = 600;
/** What came back about a chunk: that each was sent and was delivered. */
const marksBytes = 2 * chunkSize * 4;
/** One member of a manifest. */
const manifestBytes = 28;
const beginning = Date.parse("2026-11-21T07:00:00.000Z");
const times = sendingTimes();
const control = { maySend: true, cancelled: false, revision: 1 };

/**
 * Sends an issue in simulated time: the decisions are the program's own (claims, leases, slots on the shared rate, what
 * is put on the queue), the services are what they take and what they cost. Nothing fails here; `npm run faults` is for
 * that.
 */
export const simulateSending = async (setup: Setup): Promise<Simulated> => {
  const { people, ratePerSecond, workers } = setup;
  const chance = chanceFrom(setup.seed ?? 1);
  const { timer, live } = simulatedTime();
  const usage = { ...noUsage };
  const now = () => toInstant(Math.round(beginning + timer.now()));
  const storeNow = () => beginning + timer.now();
  let writes = 0;
  const write = async (bytes: number) => {
    writes += 1;
    usage.storeWriteUnits += writeUnits(bytes);
    await timer.wait(takes.write);
  };
  const read = async (bytes: number, ms: number = takes.read) => {
    usage.storeReadUnits += readUnits(bytes);
    await timer.wait(ms);
  };
  const rates = sharedRate(newRate(ratePerSecond, beginning), { read: () => read(200), write: () => write(200) });

  const chunks = chunksOf(people);
  /** Planning: each manifest is written once, by pages of the audience. */
  for (const { size } of chunks) {
    writes += 1;
    usage.storeWriteUnits += writeUnits(100 + size * manifestBytes);
    usage.storeReadUnits += readUnits(size * 400);
  }

  const queue: number[] = [];
  let accepted = 0;
  let open = chunks.length;
  let busyMs = 0;
  let lastAt = 0;

  const workChunk = async (at: number, flow: ReturnType<typeof sendingFlow>): Promise<void> => {
    const chunk = chunks[at] as SimulatedChunk;
    await read(100 + chunk.size * manifestBytes);
    await read(300);
    await read(600);
    if (chunkWork(chunk.claim, { now: now(), control, share: everybody }) !== "send") return;
    const writing = () => ({ now: now(), writeId: "w".repeat(36), times });
    const taken = takeLease(chunk.claim, { holder: "h".repeat(36), ...writing() });
    if (!taken.ok) return;
    chunk.claim = taken.claim;
    const put = async (moves: readonly Move[]) => {
      chunk.claim = withMoves(chunk.claim, moves, writing());
      await write(100 + itemBytes(claimItem(chunk.claim)));
    };
    await write(100 + itemBytes(claimItem(chunk.claim)));
    let results: Move[] = [];
    for (;;) {
      const pending = [...chunk.claim.recipients.entries()].filter(([, { state }]) => state === "pending");
      const wished = pending.slice(0, batchSize(flow.ratePerSecond)).map(([index]) => index);
      if (wished.length === 0) break;
      const slots = await flow.slots(wished.length, {
        place: { shard: "0", chunk: String(at) },
        pending: pending.length,
      });
      if (!slots) break;
      const batch = wished.slice(0, slots.count);
      const waitMs = slots.startsAt - timer.now();
      if (waitMs > 1_000 && results.length > 0) {
        await put(results);
        results = [];
      }
      if (waitMs > 0) await timer.wait(waitMs);
      await read(300);
      usage.storeReadUnits += batch.length * 2;
      await timer.wait(takes.batchRead);
      await put([...results, ...batch.map((index): Move => ({ index, when: "begun", revision: 1 }))]);
      await sendAll(batch.length, slots);
      accepted += batch.length;
      lastAt = timer.now();
      await write(150 + batch.length * 66);
      results = batch.map((index): Move => ({ index, when: "accepted" }));
      flow.endOfRound(batch.map(() => ({ kind: "accepted", messageId: "" })));
    }
    flow.leave({ shard: "0", chunk: String(at) });
    chunk.claim = withMoves(chunk.claim, results, writing());
    chunk.claim = release(chunk.claim, { ...writing(), failed: false });
    await write(100 + itemBytes(claimItem(chunk.claim)));
    if (chunk.claim.recipients.every(({ state }) => state === "sent")) {
      open -= 1;
      chunk.claim = { ...chunk.claim, recipients: sentTo(chunk.size) };
    }
  };

  const sendAll = async (
    count: number,
    { startsAt, spacing }: { startsAt: number; spacing: number },
  ): Promise<void> => {
    const lanes = Array.from({ length: Math.min(inFlight, count) }, () => timer.now());
    let overAt = timer.now();
    for (let n = 0; n < count; n++) {
      const lane = lanes.indexOf(Math.min(...lanes));
      const begin = Math.max(lanes[lane] as number, startsAt + n * spacing);
      const end =
        begin +
        (chance.happens(1 / sesMs.slowOneIn) ? sesMs.slowMs : chance.between(sesMs.least, sesMs.least + sesMs.spread));
      lanes[lane] = end;
      overAt = Math.max(overAt, end);
    }
    await timer.wait(overAt - timer.now());
  };

  /** One function: it holds two chunks at most, which share its slots. */
  const worker = async (): Promise<void> => {
    const flow = sendingFlow({ rates, timer, storeNow, times }, await rates.read());
    while (open > 0) {
      const held = queue.splice(0, chunksHeld);
      if (held.length === 0) {
        await timer.wait(takes.poll * 10);
        continue;
      }
      const begunAt = timer.now();
      await timer.wait(takes.start);
      const turns = openTurns();
      await Promise.all(held.map((at) => turns(flow, () => workChunk(at, flow))));
      busyMs += timer.now() - begunAt;
      usage.functionRequests += 1;
      usage.queueRequests += 2;
      usage.logBytes += held.length * logBytesPerWork;
    }
  };

  /** Each minute; of the claims it reads those that are begun and not finished, of the marks what is not good any more. */
  const sweeping = async (): Promise<void> => {
    const most = mostWork({ ratePerSecond });
    let reported: NonNullable<Remembered["reported"]> = { sums: noDeliverability, sent: 0, lifts: 0, at: now() };
    usage.storeReadUnits += readUnits(people * manifestBytes);
    for (let first = 0; open > 0; ) {
      while (first < chunks.length && isDone(chunks[first] as SimulatedChunk)) first++;
      const work: number[] = [];
      for (let at = first; at < chunks.length && work.length < most; at++) {
        const { claim } = chunks[at] as SimulatedChunk;
        if (chunkWork(claim, { now: now(), control, share: everybody }) === "send") work.push(at);
      }
      queue.splice(0, queue.length, ...work);
      let begun = 0;
      while ((chunks[first + begun]?.claim.version ?? 0) > 0) begun++;
      usage.storeReadUnits += shards.length + readUnits(begun * claimBytes);
      if (!isStillGood(reported, { sent: accepted, lifts: 0, now: now() })) {
        usage.storeReadUnits += readUnits((accepted / chunkSize) * marksBytes);
        reported = { sums: noDeliverability, sent: accepted, lifts: 0, at: now() };
      }
      usage.queueRequests += Math.ceil(work.length / 10) + idlePollsAMinute;
      usage.functionRequests += 1;
      usage.functionGigabyteSeconds += 0.5 * (0.5 + begun / 4_000);
      await timer.wait(60_000);
    }
  };

  await live([...Array.from({ length: workers }, worker), sweeping()]);
  const seconds = lastAt / 1000;
  usage.functionGigabyteSeconds += (busyMs / 1000) * (setup.workerMegabytes / 1024);
  addEvents(usage, { accepted, seconds, workers });
  return {
    ...{ seconds, accepted, usage, sesRequests: accepted },
    rateUsed: accepted / (seconds * ratePerSecond),
    storeWritesPerRecipient: writes / people,
    busyWorkers: busyMs / lastAt,
  };
};

type SimulatedChunk = { size: number; claim: Claim };

const isDone = ({ claim, size }: SimulatedChunk): boolean => claim.recipients === sentTo(size);

const chunksOf = (people: number): SimulatedChunk[] =>
  Array.from({ length: Math.ceil(people / chunkSize) }, (_, n) => {
    const size = Math.min(chunkSize, people - n * chunkSize);
    return { size, claim: { ...openClaim(0), recipients: pendingOf(size) } };
  });

/** One list for all chunks of a size: ten million recipients are not ten million objects. */
const shared = (make: (size: number) => Claim["recipients"]) => {
  const known = new Map<number, Claim["recipients"]>();
  return (size: number): Claim["recipients"] => {
    const found = known.get(size) ?? make(size);
    known.set(size, found);
    return found;
  };
};
const pendingOf = shared((size) => openClaim(size).recipients);
const sentTo = shared((size) =>
  Array.from({ length: size }, () => ({ state: "sent", reason: "accepted", try: 1 }) as const),
);

/** The rate item as the store keeps it, for all workers. */
const sharedRate = (first: Rate, io: { read: () => Promise<void>; write: () => Promise<void> }) => {
  let stored = first;
  return {
    async read(_now?: number) {
      await io.read();
      return stored;
    },
    async take(rate: Rate, { now, costMs }: { now: number; costMs: number }) {
      await io.write();
      if (rate.revision !== stored.revision) return undefined;
      if (isIdle(stored, now)) {
        stored = { ...stored, nextAt: now + costMs };
        return now;
      }
      if (stored.nextAt > now + startsWithinMs) return undefined;
      const startsAt = stored.nextAt;
      stored = { ...stored, nextAt: startsAt + costMs };
      return startsAt;
    },
    cut: async () => false,
  };
};

/**
 * SES tells of each mail twice, that it was sent and that it was delivered; SNS hands it on, a function writes it down,
 * a write for each chunk that is spoken of. Those that wait together are of the chunks that were worked on meanwhile, by
 * lot.
 */
const addEvents = (usage: Usage, sent: { accepted: number; seconds: number; workers: number }): void => {
  const { batch, gatherSeconds } = queues.events;
  const events = sent.accepted * eventsPerMail;
  const perSecond = events / Math.max(1, sent.seconds);
  const atOnce = Math.max(1, Math.min(batch, perSecond * gatherSeconds));
  const calls = events / atOnce;
  const sentMeanwhile = (perSecond / eventsPerMail) * (gatherSeconds + deliveredAfterSeconds);
  const chunks = sent.workers * chunksHeld + sentMeanwhile / chunkSize;
  const writes = calls * chunks * (1 - Math.exp(-atOnce / chunks));
  usage.publishes += events;
  usage.queueRequests += events + (2 * events) / 10;
  usage.functionRequests += calls;
  const functionSeconds = (calls * eventMs.once + events * eventMs.each) / 1000;
  usage.functionGigabyteSeconds += functionSeconds * (memory.events / 1024);
  usage.storeWriteUnits += writes * 2;
};
