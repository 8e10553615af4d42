import type { Newsletter, Sponsor } from "../core/newsletter.ts";
import type { Instant } from "../core/time.ts";
import type { Stories } from "./select-stories.ts";

const mostSponsors = 2;
/** Of a sponsor’s text. */
export const mostWords = 60;

export type Sponsors = { shown: readonly Sponsor[]; remarks: readonly string[] };

/** Whether a sponsor's days hold an issue's date. */
export const runsOn = ({ from, until }: Pick<Sponsor, "from" | "until">, date: Instant): boolean =>
  from <= date && date < until;

/** The sponsors that may be in an issue of that date: in the newsletter's order, at most two, none over 60 words. */
export const sponsorsOn = (
  { sponsors }: Pick<Newsletter, "sponsors">,
  date: Instant,
  dropped: readonly string[] = [],
): Sponsors => {
  const running = sponsors.filter((each) => runsOn(each, date) && !dropped.includes(each.id));
  const wordy = running.filter(({ text }) => text.split(/\s+/).length > mostWords);
  const fit = running.filter((sponsor) => !wordy.includes(sponsor));
  return {
    shown: fit.slice(0, mostSponsors),
    remarks: [
      ...wordy.map(({ name }) => leftOut(name, `its text has more than ${mostWords} words`)),
      ...fit.slice(mostSponsors).map(({ name }) => leftOut(name, `${mostSponsors} others are in`)),
    ],
  };
};

/** None of them where a neighbour is sensitive: they stand after the stories and before the links. */
export const besideStories = (sponsors: Sponsors, { lead, stories, more }: Stories): Sponsors => {
  const neighbours = [stories.at(-1) ?? lead, more[0]];
  if (!neighbours.some((each) => each?.sensitive)) return sponsors;
  const remarks = sponsors.shown.map(({ name }) => leftOut(name, "it would stand beside something sensitive"));
  return { shown: [], remarks: [...sponsors.remarks, ...remarks] };
};

const leftOut = (name: string, why: string): string => `Sponsor ${name} left out: ${why}.`;
