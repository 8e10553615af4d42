import { describe, expect, it } from "vitest";
import { cadenceWords } from "../../functions/core/cadence-words.ts";
import { type Cadence, cadenceSchema } from "../../functions/core/newsletter.ts";

const time = "08:00";
const cadences: Cadence[] = [
  { kind: "weekly", weekday: 6, time },
  { kind: "daily", time },
  { kind: "weekdays", days: [1, 2, 3, 4, 5], time },
  { kind: "weekdays", days: [1, 3, 5], time },
  { kind: "monthly", day: 1, time },
  { kind: "monthly", day: 23, time },
  { kind: "monthly", day: "last", time },
  { kind: "monthly-weekday", nth: 1, weekday: 1, time },
  { kind: "monthly-weekday", nth: "last", weekday: 5, time },
];

describe("a cadence in words", () => {
  it("is said as an editor says it, in the language of the newsletter", () => {
    const said = (language: string) => cadences.map((cadence) => cadenceWords(cadence, language));
    expect(said("en-GB")).toEqual([
      "every Saturday at 08:00",
      "every day at 08:00",
      "Monday to Friday at 08:00",
      "every Monday, Wednesday, and Friday at 08:00",
      "on the 1st of every month at 08:00",
      "on the 23rd of every month at 08:00",
      "on the last day of every month at 08:00",
      "on the first Monday of every month at 08:00",
      "on the last Friday of every month at 08:00",
    ]);
    expect(said("fr")).toEqual([
      "chaque samedi à 8\u00a0h",
      "chaque jour à 8\u00a0h",
      "du lundi au vendredi à 8\u00a0h",
      "chaque lundi, mercredi et vendredi à 8\u00a0h",
      "le 1er de chaque mois à 8\u00a0h",
      "le 23 de chaque mois à 8\u00a0h",
      "le dernier jour de chaque mois à 8\u00a0h",
      "le premier lundi de chaque mois à 8\u00a0h",
      "le dernier vendredi de chaque mois à 8\u00a0h",
    ]);
    expect(said("de")).toEqual([
      "jeden Samstag um 08:00 Uhr",
      "jeden Tag um 08:00 Uhr",
      "montags bis freitags um 08:00 Uhr",
      "jeden Montag, Mittwoch und Freitag um 08:00 Uhr",
      "am 1. jedes Monats um 08:00 Uhr",
      "am 23. jedes Monats um 08:00 Uhr",
      "am letzten Tag jedes Monats um 08:00 Uhr",
      "am ersten Montag jedes Monats um 08:00 Uhr",
      "am letzten Freitag jedes Monats um 08:00 Uhr",
    ]);
    expect(said("es")).toEqual([
      "cada sábado a las 08:00",
      "cada día a las 08:00",
      "de lunes a viernes a las 08:00",
      "cada lunes, miércoles y viernes a las 08:00",
      "el día 1 de cada mes a las 08:00",
      "el día 23 de cada mes a las 08:00",
      "el último día de cada mes a las 08:00",
      "el primer lunes de cada mes a las 08:00",
      "el último viernes de cada mes a las 08:00",
    ]);
    expect(said("ar")).toEqual([
      "كل يوم السبت في الساعة 08:00",
      "كل يوم في الساعة 08:00",
      "من الاثنين إلى الجمعة في الساعة 08:00",
      "كل يوم الاثنين والأربعاء والجمعة في الساعة 08:00",
      "في اليوم 1 من كل شهر في الساعة 08:00",
      "في اليوم 23 من كل شهر في الساعة 08:00",
      "في آخر يوم من كل شهر في الساعة 08:00",
      "في يوم الاثنين الأول من كل شهر في الساعة 08:00",
      "في آخر يوم الجمعة من كل شهر في الساعة 08:00",
    ]);
  });

  it("is English where we have no words of the language", () => {
    expect(cadenceWords({ kind: "daily", time }, "ja")).toBe("every day at 08:00");
  });

  it("counts its ordinals", () => {
    const said = [2, 3, 4, 11, 12, 13, 21, 22, 31].map((day) => cadenceWords({ kind: "monthly", day, time }, "en"));
    expect(said.map((words) => words.split(" ")[2]).join()).toBe("2nd,3rd,4th,11th,12th,13th,21st,22nd,31st");
  });
});

describe("a cadence in the settings", () => {
  it("is as it always was for a weekly newsletter, and Monday to Friday where no days are named", () => {
    expect(cadenceSchema.parse({ kind: "weekly", weekday: 6, time })).toEqual({ kind: "weekly", weekday: 6, time });
    expect(cadenceSchema.parse({ kind: "weekdays", time })).toMatchObject({ days: [1, 2, 3, 4, 5] });
    expect(cadenceSchema.parse({ kind: "weekdays", days: [5, 1, 5], time })).toMatchObject({ days: [1, 5] });
  });

  it("refuses days and times that no calendar has", () => {
    for (const wrong of [
      { kind: "weekly", weekday: 8, time },
      { kind: "weekdays", days: [], time },
      { kind: "monthly", day: 32, time },
      { kind: "monthly-weekday", nth: 5, weekday: 1, time },
      { kind: "daily", time: "24:00" },
    ])
      expect(cadenceSchema.safeParse(wrong).success).toBe(false);
  });
});
