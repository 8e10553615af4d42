import { describe, expect, test } from "vitest";
import { useBrowser } from "../support/browser.ts";
import { aGateMail } from "../support/gate-mail.ts";
import { aHostileMail, anArabicMail, aRichMail, aThinMail } from "../support/mail-week.ts";
import { browserChecks } from "./browser-checks.ts";
import { seededDefects } from "./seeded-defects.ts";

const browser = useBrowser();

test("drawn, nothing is found in the mail of a full week", async () => {
  expect(await browserChecks(aGateMail(aRichMail()), browser())).toEqual([]);
});

test("drawn, nothing is found in its photos-only variant", async () => {
  expect(await browserChecks(aGateMail(aRichMail(), "photos"), browser())).toEqual([]);
});

test("drawn, nothing is found in the mail of a thin week", async () => {
  expect(await browserChecks(aGateMail(aThinMail()), browser())).toEqual([]);
});

test("drawn, nothing is found in an Arabic mail", async () => {
  expect(await browserChecks(aGateMail(anArabicMail()), browser())).toEqual([]);
});

test("drawn, nothing is found in a mail whose every field is hostile", async () => {
  expect(await browserChecks(aGateMail(aHostileMail()), browser())).toEqual([]);
});

describe("drawn, the gate finds", () => {
  const clean = aGateMail(aRichMail());
  for (const { name, seed, foundBy, drawn } of seededDefects)
    if (drawn)
      test(name, async () => {
        const checks = (await browserChecks(seed(clean), browser(), [drawn])).map(({ check }) => check);
        expect(checks).toContainEqual(expect.stringMatching(foundBy));
      });
});
