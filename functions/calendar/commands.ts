import { Command, Option } from "commander";
import { cadenceWords } from "../core/cadence-words.ts";
import { InvalidInput } from "../core/errors.ts";
import { existingNewsletter } from "../core/existing-newsletter.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Instant } from "../core/time.ts";
import type { Using } from "../core/using.ts";
import { issueId } from "../digest/issue.ts";
import { deliveryHours, type HoursDeps } from "./delivery-hours.ts";
import { type CalendarDeps, type CalendarEntry, listCalendar } from "./list-calendar.ts";

export type CalendarCommandDeps = CalendarDeps &
  HoursDeps & {
    newsletters: Pick<NewsletterStore, "get" | "list">;
    print: (line: string) => void;
  };

const mostIssues = 10;

/** `tearsheet calendar` */
export const calendarCommand = (using: Using<CalendarCommandDeps>): Command =>
  new Command("calendar")
    .description("the next ten issues: their ids, when they open, close and go out, how they stand, what is due now")
    .argument("[newsletter]", "id of the newsletter; all of them without it")
    .addOption(
      new Option("--zone <zone>", "your own time zone, such as Europe/Paris").default(ownZone(), "this machine's"),
    )
    .action((id: string | undefined, { zone }: { zone: string }) =>
      using(async (deps) => {
        for (const newsletter of await chosen(deps, id)) {
          const entries = await listCalendar(deps, { newsletter, most: mostIssues });
          for (const line of shown(newsletter, entries, { zone: checked(zone), now: deps.clock() })) deps.print(line);
          const open = entries.find(({ state }) => state === "draft" || state === "held");
          if (open) deps.print(await hoursLine(deps, newsletter, open));
        }
      }),
    );

/** When the mails of an issue that is open would leave, told before anybody approves it. */
const hoursLine = async (
  deps: CalendarCommandDeps,
  newsletter: Newsletter,
  { opensAt, closesAt, ...times }: CalendarEntry,
): Promise<string> => {
  const issue = { window: { from: opensAt, until: closesAt }, times };
  const { firstAt, lastAt, audience, perSecond } = await deliveryHours(deps, { newsletter, issue });
  const first = `approved in time, the first mail of the open issue leaves ${clockFace(firstAt, newsletter.zone)}`;
  if (lastAt === undefined || audience === undefined) return `${first}; how many it goes to is known when one was sent`;
  return `${first}, the last of some ${audience} about ${clockFace(lastAt, newsletter.zone)}, at ${perSecond} a second`;
};

const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

const checked = (zone: string): string => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidInput(`--zone: ${zone} is no time zone such as Europe/Paris`);
  }
};

const chosen = async (deps: CalendarCommandDeps, id: string | undefined): Promise<Newsletter[]> => {
  if (id === undefined) return deps.newsletters.list();
  const { newsletter } = await existingNewsletter(deps, id);
  return [newsletter];
};

/** The newsletter's hours first; the viewer's beside them when the viewer lives by another clock. */
const shown = (
  newsletter: Newsletter,
  entries: readonly CalendarEntry[],
  { zone, now }: { zone: string; now: Instant },
): string[] => {
  const zones = zone === newsletter.zone ? [newsletter.zone] : [newsletter.zone, zone];
  const inZones = (at: Instant) => zones.map((each) => clockFace(at, each)).join(" / ");
  return [
    `${newsletter.id}: ${cadenceWords(newsletter.cadence, "en")}, ${zones.join(" / ")}; now ${inZones(now)}`,
    ...entries.map((entry) =>
      [
        issueId(newsletter.id, { from: entry.opensAt, until: entry.closesAt }),
        `opens ${inZones(entry.opensAt)}`,
        `closes ${inZones(entry.closesAt)}`,
        entry.deadlineAt === entry.closesAt ? "goes out at once" : `deadline ${inZones(entry.deadlineAt)}`,
        `limit ${inZones(entry.limitAt)}`,
        entry.state,
        entry.due.length > 0 ? `due: ${entry.due.join(", ")}` : "nothing due",
      ].join("\t"),
    ),
  ];
};

const clockFace = (at: Instant, zone: string): string =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    day: "2-digit",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  })
    .format(new Date(at))
    .replaceAll(",", "");
