import { setTimeout as sleep } from "node:timers/promises";
import type { Control } from "./row.ts";
import { killOneAtEach, pastNextHolder, until } from "./rows-of-death.ts";
import { plan, planning } from "./rows-of-people.ts";
import { everybody } from "./rows-of-ses.ts";

/** The rules broken on purpose (`broken.ts`): a run in which one of these is not found proves nothing. */
export const controls: readonly Control[] = [
  {
    name: "control-default-retries",
    breaks: "default-retries",
    fault: "the AWS client's own retries, where connections drop after accepting",
    expected: "somebody gets it twice",
    caughtBy: ["I1"],
    strict: true,
    faults: [{ effect: "drop", accepted: true, share: 0.02 }],
  },
  {
    name: "control-resend",
    breaks: "resend-when-a-lease-ends",
    fault: "a resend when a lease ends, of a sender that died with SES's answers in hand",
    expected: "somebody gets it twice",
    caughtBy: ["I1"],
    strict: true,
    // There the rule is broken for certain, and so below.
    torment: killOneAtEach("accepted"),
  },
  {
    name: "control-cursor",
    breaks: "cursor-at-fetch",
    fault: "a cursor moved when a batch is fetched, by a sender that died before it sent",
    expected: "somebody is lost",
    caughtBy: ["I3"],
    strict: true,
    torment: killOneAtEach("intent"),
  },
  {
    name: "control-fence",
    breaks: "writes-without-the-fence",
    fault: "writes without the fence, with senders stopped past their lease",
    expected: "somebody gets it twice",
    caughtBy: ["I1"],
    strict: true,
    // There is something to send until the last has stopped, and so fast that whoever takes its chunk over sends at once.
    ses: (people) => ({ ratePerSecond: Math.max(40, people / 30) }),
    torment: async (running) => {
      const people = running.world.people.length;
      const stops: Promise<void>[] = [];
      for (let nth = 1; nth <= 4 && !running.over; nth++) {
        // So early that most of each chunk is still to be sent.
        await until(running, (nth * people) / 20);
        // With an intent in hand: its chunk is somebody else's when it goes on, who has sent to some of it by then.
        stops.push(running.senders.freezeOneAt("signed", 1.5 * pastNextHolder(running)));
      }
      await Promise.all(stops);
      // What they are late for, they do now.
      await sleep(5_000);
      running.notes.set("gone on", stops.length);
    },
    // Two who write over each other need not come to an end.
    isOver: ({ notes }) => notes.has("gone on"),
    mayStayOpen: true,
  },
  {
    name: "control-rule-10",
    breaks: "resend-without-rule-10",
    fault: "a resend without a healthy event stream, with events lost",
    expected: "somebody gets it twice",
    caughtBy: ["I1"],
    ses: () => ({ events: { lost: 1 } }),
    faults: [{ effect: "internal-failure", accepted: true, share: 0.02 }],
  },
  {
    name: "control-companions",
    breaks: "companions-unheard",
    fault: "companions that count without their events, with all events lost until they are sent",
    expected: "somebody gets it twice",
    caughtBy: ["I1"],
    people: () => 12,
    // Nobody is known to be sent, so there are companions alone to tell of the stream.
    faults: [{ effect: "internal-failure", accepted: true, recipient: everybody, times: 12 }],
    ses: () => ({ events: { lost: 1 } }),
    torment: async (running) => {
      const { parts, world, ses } = running.world;
      const areSent = async () => (await parts.stream.companions(world.issueId)).some(({ taken }) => taken > 0);
      while (!running.over && !(await areSent())) await sleep(250);
      // The probe is well by the time of a second try.
      await ses.set({ events: { lost: 0 } });
    },
  },
  {
    name: "control-manifests",
    breaks: "manifests-by-first-id",
    fault: "manifests keyed by their first id, with two planners while people come and go",
    expected: "somebody is planned twice",
    caughtBy: ["I9"],
    ...planning,
    torment: plan(4),
  },
];
