import type { Temporal } from "temporal-polyfill";
import type { Cadence } from "../core/newsletter.ts";

/** Whether the cadence has an edge on the date. */
export const isEdgeDate = (cadence: Cadence, date: Temporal.PlainDate): boolean => {
  switch (cadence.kind) {
    case "daily":
      return true;
    case "weekly":
      return date.dayOfWeek === cadence.weekday;
    case "weekdays":
      return cadence.days.includes(date.dayOfWeek);
    case "monthly":
      return date.day === (cadence.day === "last" ? date.daysInMonth : Math.min(cadence.day, date.daysInMonth));
    case "monthly-weekday":
      return date.dayOfWeek === cadence.weekday && isNth(cadence.nth, date);
  }
};

const isNth = (nth: number | "last", date: Temporal.PlainDate): boolean =>
  nth === "last" ? date.day + 7 > date.daysInMonth : Math.ceil(date.day / 7) === nth;

/** The first edge date after the date. */
export const edgeDateAfter = (cadence: Cadence, date: Temporal.PlainDate): Temporal.PlainDate =>
  edgeDateFrom(cadence, date.add({ days: 1 }), 1);

/** The last edge date before the date. */
export const edgeDateBefore = (cadence: Cadence, date: Temporal.PlainDate): Temporal.PlainDate =>
  edgeDateFrom(cadence, date.subtract({ days: 1 }), -1);

/** Every cadence has an edge within two months, so this ends. */
const edgeDateFrom = (cadence: Cadence, date: Temporal.PlainDate, step: 1 | -1): Temporal.PlainDate => {
  let found = date;
  while (!isEdgeDate(cadence, found)) found = found.add({ days: step });
  return found;
};
