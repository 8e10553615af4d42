import type { Newsletter } from "../functions/core/newsletter.ts";
import type { Instant } from "../functions/core/time.ts";
import { dateFormat } from "./date-format.ts";

/** An instant on the newsletter's wall clock, the zone named: "Saturday 24 October at 08:00, Rome (CEST)". */
export const wallTime = ({ zone }: Pick<Newsletter, "zone">, at: Instant): string => {
  const format = dateFormat("en-GB", {
    ...{ timeZone: zone, weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" },
    timeZoneName: "short",
  });
  const part = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  const place = (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
  return `${part.weekday} ${part.day} ${part.month} at ${part.hour}:${part.minute}, ${place} (${part.timeZoneName})`;
};
