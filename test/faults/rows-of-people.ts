import { setTimeout as sleep } from "node:timers/promises";
import { shards } from "../../functions/audience/shard.ts";
import { unsubscribe } from "../../functions/audience/unsubscribe.ts";
import { systemClock, toInstant } from "../../functions/core/time.ts";
import { startRole } from "./open-world.ts";
import { aSubscriber, idOf, newsletterId } from "./people.ts";
import type { Row } from "./row.ts";
import type { RowOutcome, Running } from "./run-row.ts";
import { hear, type Started } from "./start-process.ts";

/** Somebody leaves, as by the link in a mail. A mail may still be on its way for as long as a sender keeps a check. */
const leave = async (running: Running, id: string): Promise<void> => {
  const { world, facts } = running;
  const deps = { ...world.parts, clock: systemClock };
  const left = await unsubscribe(deps, { newsletterId, subscriberId: id });
  if (left.ok && left.changed) facts.leftBy.set(id, Date.now() + 60_000 / world.world.factor);
};

const idAt = ({ world }: Running, n: number): string => idOf(world.addressOf(n));

const unsubscribes = async (running: Running): Promise<void> => {
  const people = running.world.people.length;
  const leaving = running.shuffled(people).slice(0, Math.round(people / 10));
  running.notes.set("leaving", leaving.length);
  for (let gone = 0; gone < leaving.length && !running.over; ) {
    const due = Math.min(leaving.length, Math.ceil((1.2 * leaving.length * (await running.accepted())) / people));
    await Promise.all(leaving.slice(gone, due).map((n) => leave(running, idAt(running, n))));
    if (gone === due) await sleep(20);
    gone = due;
  }
};

/**
 * Two planners meet in a chunk that both have in hand, the second without the first of it, who left in between: the
 * second writes it, and then the first, who is to find that it is late.
 */
const meet = async (running: Running): Promise<void> => {
  const begin = () => startRole(running.world, "planner", { change: { shard: shards[0] } });
  const write = async (planner: Started): Promise<boolean> => {
    const put = hear(planner, "put");
    planner.tell({ kind: "write" });
    return Boolean((await put).isWritten);
  };
  const late = begin();
  const { ids } = await hear(late, "in hand");
  await leave(running, String((ids as string[])[0]));
  const early = begin();
  await hear(early, "in hand");
  running.notes.set("written early", Number(await write(early)));
  await early.kill();
  running.notes.set("written late", Number(await write(late)));
  await late.kill();
};

/** Two planners at a time, one of them killed again and again, while people come and go. */
const planUnderFire =
  (kills: number) =>
  async (running: Running): Promise<void> => {
    const { world, chance } = running;
    const { runs } = world.parts;
    running.notes.set("kills due", kills);
    await runs.begin({ issueId: world.world.issueId, newsletterId, frozenAt: toInstant(Date.now()) });
    await sleep(10);
    await meet(running);
    const people = world.people.length;
    const churn = (async () => {
      const going = running.shuffled(people).slice(0, Math.round(people / 20));
      for (const n of going) {
        if (running.over) return;
        await leave(running, idAt(running, n));
        const joined = aSubscriber(`late${n}@example.com`, toInstant(Date.now()));
        await world.parts.audience.add(joined);
        running.strangers.add(joined.id);
      }
    })();
    const planners = Array.from({ length: 2 }, async (_, nth) => {
      while (!running.over && (await runs.get(world.world.issueId))?.audience === undefined) {
        const planner = startRole(world, "planner");
        const gone = new Promise((left) => planner.onExit(left));
        const isDoomed = (running.notes.get("kills") ?? 0) < kills;
        const ready = new Promise((heard) =>
          planner.onMessage((message) => message.kind === "ready" && heard(message)),
        );
        await Promise.race([ready, gone]);
        if (isDoomed) {
          running.notes.set("kills", (running.notes.get("kills") ?? 0) + 1);
          await sleep((nth === 0 ? 150 : 400) * chance.next());
          await planner.kill();
        } else await gone;
      }
    });
    await Promise.all([churn, ...planners]);
  };

const planProblems = ({ history, notes, planned }: RowOutcome): string[] => {
  const recipients = new Set(history.parts.flatMap((part) => part.recipients));
  const leftOut = planned.confirmed.filter((id) => !recipients.has(id) && !history.leftBy.has(id));
  const strangers = [...planned.strangers].filter((id) => recipients.has(id));
  return [
    ...(notes.get("written early") === 1 ? [] : ["no two planners met in a chunk"]),
    ...(notes.get("written late") === 0 ? [] : ["a planner who was late with a chunk wrote it"]),
    ...(leftOut.length > 0 ? [`${leftOut.length} left out who were confirmed before the freeze`] : []),
    ...(strangers.length > 0 ? [`${strangers.length} planned who were confirmed after the freeze`] : []),
    ...((notes.get("kills") ?? 0) < (notes.get("kills due") ?? Number.POSITIVE_INFINITY)
      ? [`${notes.get("kills") ?? 0} of ${notes.get("kills due")} planners killed`]
      : []),
    ...(history.leftBy.size > 0 && planned.strangers.size > 0 ? [] : ["nobody came or left meanwhile"]),
  ];
};

/** The planner alone: nobody is sent anything. */
export const planning = {
  senders: 0,
  // Several manifests a shard.
  people: (byDefault: number) => Math.max(byDefault, 8_000),
  strict: true,
  mayStayOpen: true,
  storeFaults: { slowMs: 20 },
  isOver: () => true,
} satisfies Partial<Row>;

/** Most of those who were to leave did, somebody before their mail and long enough for it to be too late. */
const leftInTime = ({ history, sums, notes }: RowOutcome): string[] => {
  const lastAt = Math.max(...history.accepts.map(({ at }) => at));
  const early = [...history.leftBy.values()].filter((at) => at < lastAt).length;
  return [
    ...(history.leftBy.size >= (notes.get("leaving") ?? Number.POSITIVE_INFINITY) / 2
      ? []
      : [`only ${history.leftBy.size} left`]),
    ...(early > 0 ? [] : ["nobody had left for long when the last was mailed"]),
    ...(sums.skipped > 0 ? [] : ["everybody who left was mailed"]),
    ...(sums.skipped > history.leftBy.size ? [`${sums.skipped} left out, of ${history.leftBy.size} who left`] : []),
    ...(sums.sent + sums.skipped === sums.audience ? [] : [`${sums.sent} of ${sums.audience} sent`]),
  ];
};

export const plan = planUnderFire;

export const rowsOfPeople: readonly Row[] = [
  {
    name: "unsubscribes",
    fault: "1,000 unsubscribes during the run",
    expected: "nobody is mailed 60 s after leaving; each person once",
    strict: true,
    // Several times as long as a mail may still come after somebody left.
    ses: (people) => ({ ratePerSecond: people / 12 }),
    torment: unsubscribes,
    judge: leftInTime,
    figures: ({ history, sums }) => [`${history.leftBy.size} left, ${sums.skipped} of them in time`],
  },
  {
    name: "planners",
    fault: "planner killed 50 times while 5 % leave and join",
    expected: "nobody planned twice, nobody confirmed before the freeze left out",
    ...planning,
    torment: planUnderFire(50),
    judge: planProblems,
    figures: ({ notes, history }) => [
      `${notes.get("kills")} kills, ${history.leftBy.size} left, ${history.parts.length} manifests`,
    ],
  },
];
