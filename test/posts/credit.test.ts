import { describe, expect, it } from "vitest";
import { creditLine, creditOf, splitCredit } from "../../functions/posts/credit.ts";

describe("splitCredit", () => {
  it.each([
    ["Ann on the ridge. Photo: Bo Lane/Agency", "Ann on the ridge.", "Bo Lane/Agency"],
    ["Ann on the ridge Photo: Bo Lane", "Ann on the ridge", "Bo Lane"],
    ["Ann on the ridge. Photo by Bo Lane", "Ann on the ridge.", "Bo Lane"],
    ["Ann on the ridge (Photo by Bo Lane/Getty Images)", "Ann on the ridge", "Bo Lane/Getty Images"],
    ["Ann on the ridge (Bo Lane/Getty Images)", "Ann on the ridge", "Bo Lane/Getty Images"],
    ["Ann on the ridge (AP)", "Ann on the ridge", "AP"],
    ["Ann on the ridge [Bo Lane/Reuters].", "Ann on the ridge", "Bo Lane/Reuters"],
    ["Ann on the ridge. Credit: Bo Lane.", "Ann on the ridge.", "Bo Lane"],
    ["Ann on the ridge. Photo credit: Bo Lane", "Ann on the ridge.", "Bo Lane"],
    ["Ann on the ridge. Photo courtesy of Bo Lane", "Ann on the ridge.", "Bo Lane"],
    ["Ann on the ridge © Bo Lane", "Ann on the ridge", "Bo Lane"],
    ["Ann on the ridge. © 2019 Bo Lane", "Ann on the ridge.", "Bo Lane"],
    ["Ann on the ridge | Getty", "Ann on the ridge", "Getty"],
    ["Ann auf dem Grat. Foto: Bo Lane/dpa", "Ann auf dem Grat.", "Bo Lane/dpa"],
    ["Photograph: Bo Lane/AFP/Getty Images", undefined, "Bo Lane/AFP/Getty Images"],
    ["Bo Lane/Getty Images", undefined, "Bo Lane/Getty Images"],
    ["Ann on the ridge", "Ann on the ridge", undefined],
    ["Ann on the ridge (left) with Bo (right)", "Ann on the ridge (left) with Bo (right)", undefined],
    ["This photo by his wife shows Bo on the ridge", "This photo by his wife shows Bo on the ridge", undefined],
    ["The AP office on the ridge", "The AP office on the ridge", undefined],
    ["Ann/Bo on the ridge", "Ann/Bo on the ridge", undefined],
  ])("%s", (written, caption, credit) => {
    expect(splitCredit(written)).toEqual({ ...(caption && { caption }), ...(credit && { credit }) });
  });
});

describe("a line of credit", () => {
  it.each([
    ["Photos: Ann Lee/ GC Images/ Getty Images", "Ann Lee/GC Images/Getty Images", true],
    ["Pics via Splash News", "Splash News", true],
    ["Photo Credit: Bo Lane / FilmMagic", "Bo Lane/FilmMagic", false],
    ["Photos by Ann Lee and Bo Chan", "Ann Lee and Bo Chan", true],
    ["Bilder: Imago, dpa", "Imago, dpa", true],
    ["Crédits photo : Abaca", "Abaca", true],
    ["Image: Bo Lane for The Times", "Bo Lane for The Times", false],
  ])("%s names %s", (text, who, plural) => expect(creditLine(text)).toEqual({ who, plural }));

  it.each(["Photos: see all of them inside", "Photos: here and here", "Ann at the sea. Photo: Bo Lane", "Ann Lee"])(
    "%s is none",
    (text) => expect(creditLine(text)).toBeUndefined(),
  );
});

describe("creditOf", () => {
  it.each([
    ["Photograph: Alamy Stock Photo", "Alamy Stock Photo"],
    ["photo by Bo Lane", "Bo Lane"],
    ["© 2019 Bo Lane", "Bo Lane"],
    ["Composite: Bo/Ann", "Composite: Bo/Ann"],
    ["Illustration: Bo Lane", "Illustration: Bo Lane"],
    ["", ""],
    [undefined, ""],
  ])("%s is %s", (written, credit) => expect(creditOf(written)).toBe(credit));
});
