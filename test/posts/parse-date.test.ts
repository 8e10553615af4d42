import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDate } from "../../functions/posts/parse-date.ts";

describe("parseDate", () => {
  it.each([
    ["Wed, 31 Jan 2018 20:15:15 GMT", "2018-01-31T20:15:15.000Z"],
    ["Thu, 12 Nov 2015 21:16:39 +0000", "2015-11-12T21:16:39.000Z"],
    ["12 Nov 15 21:16 EST", "2015-11-13T02:16:00.000Z"],
    ["Wednesday, 31 January 2018, 9:05 pm PST", "2018-02-01T05:05:00.000Z"],
    ["03 Apr 02 1500 GMT", "2002-04-03T15:00:00.000Z"],
    ["Mon, 31 Jan 2018 20:15:15 GMT", "2018-01-31T20:15:15.000Z"],
    ["Wed Jan 31 20:15:15 2018", "2018-01-31T20:15:15.000Z"],
    ["January 31, 2018", "2018-01-31T00:00:00.000Z"],
    ["Sept 3, 2018 12:00 CEST", "2018-09-03T10:00:00.000Z"],
    ["2018-01-31", "2018-01-31T00:00:00.000Z"],
    ["2018-01", "2018-01-01T00:00:00.000Z"],
    ["2018-01-31T20:15Z", "2018-01-31T20:15:00.000Z"],
    ["2018-01-31 20:15:15", "2018-01-31T20:15:15.000Z"],
    ["2018-01-31T20:15:15.123456-08:00", "2018-02-01T04:15:15.123Z"],
    ["2018-01-31T20:15:15+0530", "2018-01-31T14:45:15.000Z"],
    ["2018/01/31 20:15", "2018-01-31T20:15:00.000Z"],
    ["20180131", "2018-01-31T00:00:00.000Z"],
    ["1517429715", "2018-01-31T20:15:15.000Z"],
    ["1517429715000", "2018-01-31T20:15:15.000Z"],
  ])("understands %s", (written, instant) => expect(parseDate(written)).toBe(instant));

  it.each([
    ["Seg, 24 Set 2018 19:42:40 -0300", "pt-BR", "2018-09-24T22:42:40.000Z"],
    ["lun., 24 sept. 2018 19:42:40 +0200", "fr", "2018-09-24T17:42:40.000Z"],
    ["vendredi 3 août 2018", "fr", "2018-08-03T00:00:00.000Z"],
    ["1er décembre 2018", "fr", "2018-12-01T00:00:00.000Z"],
    ["Mo, 24 Dez 2018 08:00:00 +0100", "de", "2018-12-24T07:00:00.000Z"],
    ["3. März 2018, 14:30", "de", "2018-03-03T14:30:00.000Z"],
    ["24 de septiembre de 2018", "es", "2018-09-24T00:00:00.000Z"],
    ["lunedì 24 settembre 2018", "it", "2018-09-24T00:00:00.000Z"],
    ["24 mrt 2018", "nl", "2018-03-24T00:00:00.000Z"],
    ["24 września 2018", "pl", "2018-09-24T00:00:00.000Z"],
    ["24 сентября 2018 г.", "ru", "2018-09-24T00:00:00.000Z"],
    ["24 Eylül 2018", "tr", "2018-09-24T00:00:00.000Z"],
    ["24 syyskuuta 2018", "fi", "2018-09-24T00:00:00.000Z"],
    ["2018年9月24日 19:42", "ja", "2018-09-24T19:42:00.000Z"],
    ["2018년 9월 24일", "ko", "2018-09-24T00:00:00.000Z"],
    ["24.09.2018 19:42", "de", "2018-09-24T19:42:00.000Z"],
    ["03/04/2018", "en-GB", "2018-04-03T00:00:00.000Z"],
    ["03/04/2018", "en-US", "2018-03-04T00:00:00.000Z"],
  ])("understands %s in %s", (written, language, instant) => expect(parseDate(written, language)).toBe(instant));

  it("takes a month of any language when the feed's own does not have it", () =>
    expect(parseDate("Seg, 24 Set 2018 19:42:40 -0300", "en")).toBe("2018-09-24T22:42:40.000Z"));

  it.each([
    "",
    "  ",
    "yesterday",
    "31 Foo 2018",
    "31 Feb 2018",
    "2018-13-01",
    "0000-00-00",
    "0001-01-01T00:00:00Z",
    "9999-01-01",
    "x".repeat(5000),
  ])("sees that %j is no date", (written) => expect(parseDate(written)).toBeUndefined());

  it("gives every date back from the two standard ways of writing it", () => {
    const dates = fc.date({ min: new Date("1971-01-01"), max: new Date("2099-12-30"), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseDate(date.toISOString())).toBe(date.toISOString());
        expect(parseDate(date.toUTCString())).toBe(`${date.toISOString().slice(0, 19)}.000Z`);
      }),
    );
  });

  it("throws at nothing", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 120 }), fc.string({ maxLength: 6 }), (text, language) => {
        const at = parseDate(text, language);
        expect(at === undefined || /^\d{4}-\d\d-\d\dT/.test(at)).toBe(true);
      }),
    );
  });
});
