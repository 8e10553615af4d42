/** What every process of a run is told: where the others are, and at what pace time runs. */
export type World = {
  storeUrl: string;
  sesUrl: string;
  /** The queue of SES's events (`event-queue.ts`). */
  eventsUrl: string;
  /** Renditions, as files. */
  folder: string;
  newsletterId: string;
  issueId: string;
  /** All durations of sending are divided by it. */
  factor: number;
  /** No events are heard: what is in doubt stays unknown. */
  strict: boolean;
  /** The rule that this run breaks on purpose; a row breaks none. */
  breaks?: string | undefined;
  /** Every process tells what it asks of the store (`tell-store.ts`). */
  told?: boolean | undefined;
  /** A planner plans this shard alone, and waits with each chunk in its hands until it is told to write it. */
  shard?: string | undefined;
  /** The subscriber whose chunk cannot be handled (`poison.ts`). */
  poisoned?: string | undefined;
};

export type EngineName = "dynalite" | "dynoxide";

const variable = "TEARSHEET_FAULTS_WORLD";

export const worldVariables = (world: World): Record<string, string> => ({ [variable]: JSON.stringify(world) });

/** The world of this process, as its parent told it. */
export const worldOfProcess = (): World => JSON.parse(process.env[variable] ?? "") as World;
