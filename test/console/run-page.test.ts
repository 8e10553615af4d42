import { load } from "cheerio";
import { html } from "hono/html";
import { describe, expect, it } from "vitest";
import { runBody } from "../../functions/console/run-page.ts";
import { runViewOf } from "../../functions/console/run-view.ts";
import type { PauseCause } from "../../functions/delivery/issue-run.ts";
import { runSchema } from "../../functions/delivery/run.ts";
import type { Issue } from "../../functions/digest/issue.ts";
import { anIssueOf } from "../support/mail-issue.ts";

const since = "2026-11-21T07:02:00.000Z";

/** The page of a run of 20,000 of whom 500 are sent, six of those still in doubt. */
const aPage = (causes: readonly PauseCause[], may = { pause: true, send: true }, correction?: Issue) => {
  const run = runSchema.parse({
    ...{ issueId: "one", newsletterId: "flashbulb", frozenAt: since, audience: 20_000 },
    causes: Object.fromEntries(causes.map((cause) => [cause, { since }])),
  });
  const counts = {
    pending: 19_500,
    intent: 0,
    sent: 494,
    ambiguous: 6,
    refused: 0,
    rejected: 0,
    skipped: 0,
    unknown: 0,
  };
  const tally = { audience: 20_000, sent: 494, rejected: 0, skipped: 0, unknown: 0, pending: 19_506 };
  const deliverability = {
    ...{ delivered: 480, bouncedHard: 0, bouncedSoft: 0, withheld: 0 },
    ...{ rejected: 0, delayed: 0, complained: 0 },
  };
  const state = causes.length > 0 ? ("paused" as const) : ("sending" as const);
  const sums = { run, state, causes: [...causes], tally, counts, reasons: [] };
  const view = runViewOf({ sums, deliverability, stuck: [], ratePerSecond: undefined, holdMs: 600_000 });
  const issue = { id: "one", newsletterId: "flashbulb", subject: "A subject", correction };
  const newsletter = { zone: "Europe/Rome" };
  return load(String(runBody({ newsletter, issue, view, token: html``, may, notice: undefined })));
};

describe("the page of a run that is held after its first", () => {
  it("says with whom it has begun and when it goes on by itself, and offers that now beside the pause", () => {
    const $ = aPage(["soft-start"]);
    expect($(".run-state").text()).toBe("Begun with the first 500");
    expect($("[data-live=state] > p:last-child").text()).toContain("on Saturday 21 November at 08:12, Rome (CET)");
    const goOn = $("button:contains('Go on now')").closest("form");
    expect([goOn.attr("action")?.endsWith("/run/resume"), goOn.find("[name=causes]").val()]).toEqual([
      true,
      "soft-start",
    ]);
    expect($("button.pause").text()).toBe("Pause");
  });

  it("lets nobody go on who may not resume", () => {
    expect(aPage(["soft-start"], { pause: true, send: false })("button:contains('Go on now')")).toHaveLength(0);
  });

  it("is paused all the same once anything else holds it, and is begun no more once it goes on", () => {
    expect(aPage(["editor", "soft-start"])(".run-state").text()).toBe("Paused");
    expect(aPage([])(".run-state").text()).toBe("Being sent");
  });
});

describe("the page of a run that is being corrected", () => {
  const both = { pause: true, send: true };
  const verbs = ($: ReturnType<typeof aPage>) =>
    $("#correct form")
      .toArray()
      .map((form) => [$(form).attr("action")?.split("/").at(-1), $(form).find("button").text()]);

  it("opens the correction for whoever may pause, and says for how many it is", () => {
    const $ = aPage(["editor"], { pause: true, send: false });
    expect($("#correct summary").text()).toBe("Correct it for the remaining 19,500");
    expect(verbs($)).toEqual([["correction", "Open its correction"]]);
    expect(aPage(["editor"], { pause: false, send: false })("#correct")).toHaveLength(0);
  });

  it("leads to an open one, and neither pauses nor lifts it", () => {
    const $ = aPage(["editor", "correction"], both, anIssueOf(undefined, { state: "draft" }));
    expect($("#correct a").attr("href")).toMatch(/\/issues\/one$/);
    expect([verbs($), $("button.pause").length, $("form[action$=resume]").length]).toEqual([[], 0, 0]);
  });

  it("has one that is decided finished, and lets go on what was left paused without one", () => {
    const decided = anIssueOf(undefined, { state: "handed-over" });
    expect(verbs(aPage(["correction"], both, decided))).toEqual([["correct", "Correct and continue"]]);
    expect(verbs(aPage(["correction"]))).toEqual([["discard", "Let it go on"]]);
    expect(verbs(aPage(["correction"], { pause: true, send: false }, decided))).toEqual([]);
  });
});
