import type { Control } from "./row.ts";
import { kill, pastLease, until } from "./rows-of-death.ts";
import { plan, planning } from "./rows-of-people.ts";

/** The rules broken on purpose (`broken.ts`): a run in which one of these is not found proves nothing. */
export const controls: readonly Control[] = [
  {
    name: "control-default-retries",
    breaks: "default-retries",
    fault: "the AWS client's own retries, where connections drop after accepting",
    expected: "somebody gets it twice",
    caughtBy: ["I1"],
    needs: [],
    strict: true,
    faults: [{ effect: "drop", accepted: true, share: 0.02 }],
  },
  {
    name: "control-resend",
    breaks: "resend-when-a-lease-ends",
    fault: "a resend when a lease ends, with kills",
    expected: "somebody gets it twice",
    caughtBy: ["I1"],
    needs: [],
    strict: true,
    torment: kill(() => 8),
  },
  {
    name: "control-cursor",
    breaks: "cursor-at-fetch",
    fault: "a cursor moved when a batch is fetched, with kills",
    expected: "somebody is lost",
    caughtBy: ["I3"],
    needs: [],
    strict: true,
    torment: kill(() => 8),
  },
  {
    name: "control-fence",
    breaks: "writes-without-the-fence",
    fault: "writes without the fence, with senders stopped past their lease",
    expected: "somebody gets it twice",
    caughtBy: ["I1"],
    needs: [],
    strict: true,
    // There is something to send until the last of them has stopped and goes on.
    ses: (people) => ({ ratePerSecond: Math.max(10, people / 60) }),
    torment: async (running) => {
      const people = running.world.people.length;
      for (let nth = 1; nth <= 6 && !running.over; nth++) {
        await until(running, (nth * people) / 8);
        await running.senders.freezeOne(pastLease(running));
      }
    },
  },
  {
    name: "control-rule-10",
    breaks: "resend-without-rule-10",
    fault: "a resend without a healthy event stream, with events lost",
    expected: "somebody gets it twice",
    caughtBy: ["I1"],
    needs: ["events settle"],
    ses: () => ({ events: { lost: 1 } }),
    faults: [{ effect: "internal-failure", accepted: true, share: 0.02 }],
  },
  {
    name: "control-manifests",
    breaks: "manifests-by-first-id",
    fault: "manifests keyed by their first id, with two planners while people come and go",
    expected: "somebody is planned twice",
    caughtBy: ["I9"],
    needs: [],
    ...planning,
    torment: plan(4),
  },
];
