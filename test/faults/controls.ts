import type { Control } from "./row.ts";
import { kill } from "./rows.ts";

export const controls: readonly Control[] = [
  {
    name: "control-default-retries",
    breaks: "default-retries",
    fault: "the client's own retries, and connections that drop after accepting",
    expected: "somebody gets it twice",
    caughtBy: ["I1"],
    needs: [],
    strict: true,
    faults: [{ effect: "drop", accepted: true, share: 0.05 }],
  },
  {
    name: "control-resend",
    breaks: "resend-when-a-lease-ends",
    fault: "a resend when a lease ends, and kills",
    expected: "somebody gets it twice",
    caughtBy: ["I1"],
    needs: [],
    strict: true,
    torment: kill(() => 5),
  },
  {
    name: "control-cursor",
    breaks: "cursor-at-fetch",
    fault: "a cursor moved when a batch is fetched, and kills",
    expected: "somebody is lost",
    caughtBy: ["I3"],
    needs: [],
    strict: true,
    torment: kill(() => 5),
  },
];
