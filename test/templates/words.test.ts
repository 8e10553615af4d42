import { describe, expect, test } from "vitest";
import { dayWords } from "../../templates/pages/subscriber-page.ts";
import { dateRange, dayOf, directionOf, wordsOf } from "../../templates/words.ts";

const from = "2026-11-14T07:00:00.000Z";
const until = "2026-11-21T07:00:00.000Z";

describe("the words of a mail", () => {
  test("are those of its language, whatever the region, and English where we have none", () => {
    expect(wordsOf("fr-CA").unsubscribe).toBe("Se désabonner");
    expect(wordsOf("tlh").unsubscribe).toBe("Unsubscribe");
  });

  test("count as their language does", () => {
    expect(wordsOf("en").seeAllPhotos(24)).toBe("See all 24 photos");
    expect(wordsOf("en").seeAllPhotos(2)).toBe("See both photos");
    expect(wordsOf("en").seeAllPhotos(1)).toBe("See the photo");
    expect(wordsOf("de").allStories(1080)).toBe("Alle 1.080 Artikel der Woche");
    expect(wordsOf("fr").seeAllPhotos(0)).toBe("Voir la photo");
  });

  test("are all there in every language", () => {
    const names = Object.keys(wordsOf("en")).sort();
    for (const language of ["fr", "de", "es", "ar"]) expect(Object.keys(wordsOf(language)).sort()).toEqual(names);
  });
});

describe("dates", () => {
  test("are a range as people write it, on the newsletter's wall clock", () => {
    expect(dateRange("en-GB", "Europe/Rome", from, until)).toMatch(/^14\s–\s21 November 2026$/);
    expect(dateRange("de", "Europe/Rome", from, until)).toBe("14.–21. November 2026");
  });

  test("leave out a day that the window only touches", () => {
    const midnight = ["2026-11-14T23:00:00.000Z", "2026-11-21T23:00:00.000Z"] as const;
    expect(dateRange("es", "Europe/Rome", ...midnight)).toBe("15–21 de noviembre de 2026");
  });

  test("name a day in its language", () => {
    expect(dayOf("fr", "Europe/Rome", until)).toBe("samedi 21 novembre");
    const days = ["2026-12-01T12:00:00.000Z", "2026-12-21T12:00:00.000Z"].map((at) =>
      dayWords("fr", at, "Europe/Rome"),
    );
    expect(days).toEqual(["1er décembre 2026", "21 décembre 2026"]);
  });
});

test("languages run the way they are written", () => {
  expect(["ar", "he-IL", "fa", "en", "de-CH"].map(directionOf)).toEqual(["rtl", "rtl", "rtl", "ltr", "ltr"]);
});
