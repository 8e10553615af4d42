import { addMilliseconds, day, hour, type Instant, millisecondsBetween, minute } from "../../functions/core/time.ts";
import { issueTimes } from "../../functions/digest/issue-times.ts";
import type { IncomingPost } from "../../functions/posts/post.ts";
import { anIncomingPost } from "../support/posts.ts";
import type { Chance } from "./chance.ts";
import { changesAt, type Span, settingsAt, windowsOf, type YearNewsletter } from "./newsletters.ts";

/** Something that happens at a true instant; the program's clock may show another. */
export type Happening = { at: Instant } & (
  | { kind: "tick"; twice: boolean }
  | { kind: "post"; newsletterId: string; said: IncomingPost; byApi: boolean }
  | { kind: "withdrawal"; newsletterId: string; guid: string }
  | { kind: EditorAct; newsletterId: string; windowEnd: Instant }
  | { kind: "settings"; newsletterId: string }
);

/**
 * `put-off`: a post of the issue that came by the API is put under embargo until after its window. `edit`: the editor
 * writes the subject, which takes an approval back.
 */
export type EditorAct = "approval" | "take-back" | "hold" | "reopen" | "put-off" | "edit";

/** A clock that is wrong by so many milliseconds for a while. */
export type Jump = Span & { by: number };

export type Timeline = { happenings: readonly Happening[]; outages: readonly Span[]; jumps: readonly Jump[] };

/** What happens between two instants to newsletters: posts, approvals, ticks, and what goes wrong with ticks and clock. */
export const timelineOf = (newsletters: readonly YearNewsletter[], { from, until }: Span, chance: Chance): Timeline => {
  const days = (Date.parse(until) - Date.parse(from)) / day;
  const spans = (count: number, least: number, most: number): Span[] =>
    Array.from({ length: Math.round(count) }, () => {
      const begins = addMilliseconds(from, Math.floor(chance.between(day, (days - 2) * day)));
      return { from: begins, until: addMilliseconds(begins, Math.floor(chance.between(least, most))) };
    });
  const outages = [...spans(days / 12, hour, 9 * hour), ...spans(days / 150, 30 * hour, 60 * hour)];
  const jumps = spans(days / 25, 10 * minute, 4 * hour).map((span) => ({
    ...span,
    by: Math.floor(chance.between(minute, 6 * hour)) * (chance.happens(0.5) ? 1 : -1),
  }));
  const happenings = [
    ...newsletters.flatMap((each) => [
      ...posts(each, { from, until }, chance),
      ...approvals(each, { from, until }, chance),
      { at: changesAt(each, { from, until }), kind: "settings" as const, newsletterId: each.newsletter.id },
    ]),
    ...ticks(newsletters, { from, until }, [...outages, ...jumps], chance),
  ];
  return { happenings: happenings.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)), outages, jumps };
};

const posts = ({ newsletter, postsPerDay }: YearNewsletter, { from, until }: Span, chance: Chance): Happening[] => {
  const found: Happening[] = [];
  const newsletterId = newsletter.id;
  let at = from;
  for (;;) {
    at = addMilliseconds(at, Math.ceil((-Math.log(1 - chance.next()) * day) / postsPerDay));
    if (at >= until) return found;
    const guid = `${newsletterId}-${found.length}`;
    found.push({ at, kind: "post", newsletterId, said: aPost(guid, at, from, chance), byApi: chance.happens(0.4) });
    if (chance.happens(0.04))
      found.push({
        at: addMilliseconds(at, Math.floor(chance.between(hour, 3 * day))),
        kind: "withdrawal",
        newsletterId,
        guid,
      });
  }
};

/** Most come when they are published; some late with an old date, some dated ahead, some under embargo. */
const aPost = (guid: string, at: Instant, earliest: Instant, chance: Chance): IncomingPost => {
  const lot = chance.next();
  const moved = (most: number) => addMilliseconds(at, Math.floor(chance.between(0, most)));
  const late = addMilliseconds(at, -Math.floor(chance.between(hour, 3 * day)));
  const publishedAt = lot < 0.08 ? (late < earliest ? at : late) : lot < 0.12 ? moved(2 * day) : at;
  return anIncomingPost({
    guid,
    url: `https://flashbulb.example/${guid}`,
    title: `Of ${guid}`,
    publishedAt,
    ...(lot > 0.95 && { embargoUntil: moved(4 * day) }),
  });
};

const timesIn = (each: YearNewsletter, span: Span) =>
  windowsOf(each, span).map((window) => issueTimes(settingsAt(each, span, window.until), window));

const approvals = (each: YearNewsletter, span: Span, chance: Chance): Happening[] =>
  timesIn(each, span).flatMap(({ closesAt, deadlineAt }): Happening[] => {
    const { newsletter, approves } = each;
    const lot = chance.next();
    const early = chance.between(-6 * hour, Date.parse(deadlineAt) - Date.parse(closesAt));
    const late = Date.parse(deadlineAt) - Date.parse(closesAt) + chance.between(0, 60 * hour);
    const act = (kind: EditorAct, at: Instant): Happening => ({
      ...{ at, kind, newsletterId: newsletter.id, windowEnd: closesAt },
    });
    if (lot >= approves.inTime + approves.late) {
      if (chance.happens(0.1)) return [act("hold", addMilliseconds(closesAt, -hour))];
      if (chance.happens(0.2)) return [act("reopen", addMilliseconds(deadlineAt, hour))];
      return [];
    }
    const at = addMilliseconds(closesAt, Math.floor(lot < approves.inTime ? early : late));
    const approval = act("approval", at);
    const later = [act("edit", addMilliseconds(at, minute)), act("approval", addMilliseconds(at, 2 * minute))];
    if (chance.happens(0.2)) return [act("edit", addMilliseconds(at, -20 * minute)), approval];
    if (chance.happens(0.2)) return [approval, ...later];
    if (chance.happens(0.5)) return [approval, act("put-off", addMilliseconds(at, 5 * minute))];
    if (chance.happens(0.3))
      return [approval, act("take-back", addMilliseconds(at, 5 * minute)), act("approval", addMilliseconds(at, hour))];
    return [approval];
  });

/** So long a window may wait for a source before it closes. */
const waitMinutes = 16;

const lookMinutes = 15;

/** Not every minute of a year: some at random, and those after every instant at which something becomes due. */
const ticks = (
  newsletters: readonly YearNewsletter[],
  { from, until }: Span,
  troubles: readonly Span[],
  chance: Chance,
): Happening[] => {
  const found: Instant[] = [];
  for (let at = from; at < until; at = addMilliseconds(at, Math.ceil(chance.between(4, 20)) * hour)) {
    const onTheTen = `${at.slice(0, 15)}0:00.000Z`;
    found.push(chance.happens(0.5) ? onTheTen : addMilliseconds(at, Math.floor(chance.between(0, hour))));
  }
  const due = newsletters.flatMap((each) =>
    timesIn(each, { from, until }).flatMap(({ closesAt, nudgeAt, deadlineAt }) => [
      ...new Set([
        closesAt,
        addMilliseconds(closesAt, waitMinutes * minute),
        addMilliseconds(deadlineAt, -lookMinutes * minute),
        deadlineAt,
        ...(each.newsletter.editors.length > 0 ? [nudgeAt] : []),
      ]),
    ]),
  );
  // Two days of a year as they are lived, a tick in every tenth minute; of less, as large a part.
  const livedFrom = addMilliseconds(from, 7 * day);
  const livedUntil = addMilliseconds(livedFrom, Math.min(2 * day, millisecondsBetween(from, until) / 60));
  for (let at = livedFrom; at < livedUntil; at = addMilliseconds(at, 10 * minute)) found.push(at);
  for (const at of [...due, ...troubles.flatMap((span) => [span.from, span.until])])
    found.push(addMilliseconds(at, Math.floor(chance.between(0, minute))));
  return found.filter((at) => at < until).map((at) => ({ at, kind: "tick", twice: chance.happens(0.1) }));
};
