import { describe, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { aGateMail } from "../support/gate-mail.ts";
import { aHostileMail, anArabicMail, aRichMail, aThinMail } from "../support/mail-week.ts";
import { browserChecks } from "./browser-checks.ts";
import { gate } from "./gate.ts";
import { seededDefects } from "./seeded-defects.ts";

const browser = useBrowser();

test("nothing is found in the mail of a full week", async () => {
  expect(await gate(aGateMail(aRichMail()), browser())).toEqual([]);
});

test("nothing is found in its photos-only variant", async () => {
  expect(await gate(aGateMail(aRichMail(), "photos"), browser())).toEqual([]);
});

test("nothing is found in the mail of a thin week", async () => {
  expect(await gate(aGateMail(aThinMail()), browser())).toEqual([]);
});

test("nothing is found in an Arabic mail", async () => {
  expect(await gate(aGateMail(anArabicMail()), browser())).toEqual([]);
});

test("nothing is found in a mail whose every field is hostile", async () => {
  expect(await gate(aGateMail(aHostileMail()), browser())).toEqual([]);
});

describe("drawn, the gate finds", () => {
  for (const { name, seed, foundBy, drawn } of seededDefects)
    if (drawn)
      test(name, async () => {
        const checks = (await browserChecks(seed(aGateMail(aRichMail())), browser(), [drawn])).map(
          ({ check }) => check,
        );
        expect(checks).toContainEqual(expect.stringMatching(foundBy));
      });
});
