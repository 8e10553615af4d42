import { describe, expect, test } from "vitest";
import { aGateMail } from "../support/gate-mail.ts";
import { aHostileMail, anArabicMail, aRichMail, aThinMail } from "../support/mail-week.ts";
import { gateOnPaper, isFoundOnPaper } from "./gate.ts";
import { seededDefects } from "./seeded-defects.ts";

describe("on paper, nothing is found in", () => {
  test("the mail of a full week", async () => expect(await gateOnPaper(aGateMail(aRichMail()))).toEqual([]));
  test("its photos-only variant", async () => expect(await gateOnPaper(aGateMail(aRichMail(), "photos"))).toEqual([]));
  test("a thin one", async () => expect(await gateOnPaper(aGateMail(aThinMail()))).toEqual([]));
  test("an Arabic one", async () => expect(await gateOnPaper(aGateMail(anArabicMail()))).toEqual([]));
  test("a hostile one", async () => expect(await gateOnPaper(aGateMail(aHostileMail()))).toEqual([]));
});

describe("on paper, the gate finds", () => {
  const clean = aGateMail(aRichMail());
  for (const { name, seed, foundBy, drawn } of seededDefects)
    if (!drawn)
      test(name, async () => {
        expect(await isFoundOnPaper(seed(clean), foundBy)).toBe(true);
      });
});
