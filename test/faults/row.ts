import type { Newsletter } from "../../functions/core/newsletter.ts";
import type { Tally } from "../../functions/delivery/tally.ts";
import type { WorkMessage } from "../../functions/delivery/work-message.ts";
import type { FaultInput } from "../../local/ses/fault.ts";
import type { SettingsInput } from "../../local/ses/settings.ts";
import type { Invariant } from "./checker.ts";
import type { RowOutcome, Running } from "./run-row.ts";
import type { StoreFaults } from "./store-faults.ts";
import type { World } from "./world.ts";

/** One row of the table: a fault, and what is expected of the program under it. */
export type Row = {
  name: string;
  fault: string;
  expected: string;
  /** How many people, of so many that a row has by default. */
  people?: (byDefault: number) => number;
  senders?: number;
  strict?: boolean;
  /** What the newsletter says otherwise than a sample of it. */
  newsletter?: Partial<Newsletter>;
  /** Durations are divided by this at most: where a batch is a matter of seconds. */
  factor?: number;
  ses?: (people: number) => SettingsInput;
  faults?: readonly FaultInput[];
  storeFaults?: Partial<StoreFaults>;
  counted?: boolean;
  /** The address of the nth person. */
  addressOf?: (n: number) => string;
  queue?: { copies?: number; isCopied?: (message: WorkMessage) => boolean; shuffled?: boolean };
  /** Nobody need be settled when the row is over. */
  mayStayOpen?: boolean;
  /** Rendering throws for one person, and handling for one chunk until it is redriven. */
  poison?: boolean;
  breaks?: string;
  /** 120 where nothing is said. */
  secondsAtMost?: (people: number) => number;
  /** Something of its own for the process that sweeps. */
  sweeper?: { clock?: string };
  /** Something of its own for the nth sender. */
  each?: (nth: number) => { clock?: string; change?: Partial<World> };
  /** Hears what the sweep puts on the queue, and how many milliseconds after it was started. */
  onPut?: (running: Running, afterMs: number, messages: readonly WorkMessage[]) => void;
  torment?: (running: Running) => Promise<void>;
  isOver?: (running: Running, tally: Tally) => boolean;
  after?: (running: Running) => Promise<void>;
  /** What is not as expected, beside the invariants. */
  judge?: (outcome: RowOutcome) => string[];
  /** Figures worth reading, beside the sums. */
  figures?: (outcome: RowOutcome) => string[];
};

/** A rule broken on purpose: it is caught when one of these invariants does not hold. */
export type Control = Row & { breaks: string; caughtBy: readonly Invariant[] };
