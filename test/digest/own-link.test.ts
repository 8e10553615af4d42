import { expect, test } from "vitest";
import { ownLink } from "../../functions/digest/own-link.ts";

const site = "https://www.flashbulb.example/";
const link = (url: string, parameters: Record<string, string> = { utm_source: "weekly", utm_campaign: "{issue}" }) =>
  ownLink(url, site, parameters, "flashbulb-1");

test("a link to the own site gets the parameters, with the issue's id in its place", () => {
  expect(link("https://flashbulb.example/a/")).toBe(
    "https://flashbulb.example/a/?utm_source=weekly&utm_campaign=flashbulb-1",
  );
  expect(link("https://photos.flashbulb.example/a")).toContain("utm_source=weekly");
});

test("query and fragment stay as they were, and a parameter that is there already is left alone", () => {
  expect(link("https://flashbulb.example/?b=%20x&utm_source=feed#part?2")).toBe(
    "https://flashbulb.example/?b=%20x&utm_source=feed&utm_campaign=flashbulb-1#part?2",
  );
});

test("a link elsewhere is left as it is, however alike its name", () => {
  for (const url of [
    "https://elsewhere.example/",
    "https://notflashbulb.example/",
    "https://flashbulb.example.evil.example/",
  ])
    expect(link(url)).toBe(url);
});

test("without parameters nothing changes", () => {
  expect(link("https://flashbulb.example/a#b", {})).toBe("https://flashbulb.example/a#b");
});
