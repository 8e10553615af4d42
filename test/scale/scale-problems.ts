import type { ProcessUse } from "./process-use.ts";

/** Processes at one moment of a run. */
export type Mark = { at: string; uses: ReadonlyMap<string, ProcessUse> };

/** What was seen of a run, and what of it is promised. */
export type ScaleSeen = {
  people: number;
  /** Who SES told of that their mail was delivered; absent where no events are heard. */
  delivered?: number | undefined;
  /** To plan and send, the notes of events left out. */
  storeWrites: number;
  /** Each reading of the sums, in milliseconds. */
  sumsMs: readonly number[];
  /** The first when processes are warm, the last at the end. */
  marks: readonly Mark[];
  /** Whose data are in memory, so that it grows by them. */
  holdsData: string;
  checked: { lost: number; twice: number; astray: number; planned: number };
  /** Nothing moved any more, and somebody was not done. */
  stoodStill: boolean;
};

/** A tenth, and a hair for what decimals lose. */
const mostGrowth = 0.1 + 1e-9;
const mostWritesEach = 0.1;
const mostSumsMs = 300;

/** What a run did not keep, one sentence each. */
export const scaleProblems = (seen: ScaleSeen): string[] => {
  const { people, delivered = people, checked, storeWrites, sumsMs } = seen;
  const each = storeWrites / people;
  return [
    ...(seen.stoodStill ? ["nothing moved any more before all were done"] : []),
    ...(["lost", "twice", "astray"] as const)
      .filter((what) => checked[what] > 0)
      .map((what) => `${checked[what]} ${what}`),
    ...(checked.planned === people ? [] : [`${checked.planned} planned of ${people}`]),
    ...(delivered === people ? [] : [`${delivered} noted as delivered of ${people}`]),
    ...(each <= mostWritesEach ? [] : [`${each.toFixed(4)} store writes a recipient, at most ${mostWritesEach}`]),
    ...(Math.max(...sumsMs) < mostSumsMs
      ? []
      : [`the sums took ${Math.max(...sumsMs).toFixed(0)} ms, at most ${mostSumsMs}`]),
    ...grown(seen),
  ];
};

/** By how much a process grew between the marks: 0.1 is a tenth. Not a number where it was not there at both. */
export const growthOf = (marks: readonly Mark[], name: string): number => {
  const [from, to] = [marks[0], marks.at(-1)].map((mark) => mark?.uses.get(name)?.megabytes ?? Number.NaN);
  return (to ?? Number.NaN) / (from ?? Number.NaN) - 1;
};

export const isFlat = (growth: number): boolean => growth <= mostGrowth;

/** Of fewer than are a warm-up there is only one mark, which says nothing. */
const grown = ({ marks, holdsData }: ScaleSeen): string[] => {
  if (marks.length < 2) return [];
  const names = new Set(marks.flatMap(({ uses }) => [...uses.keys()]));
  names.delete(holdsData);
  return [...names]
    .map((name) => ({ name, growth: growthOf(marks, name) }))
    .filter(({ growth }) => !isFlat(growth))
    .map(({ name, growth }) =>
      Number.isNaN(growth) ? `${name} was not there all the time` : `${name} grew by ${(100 * growth).toFixed(0)} %`,
    );
};
