import { describe, expect, it } from "vitest";
import { rightsOf } from "../../functions/posts/rights.ts";

const newsletter = {
  rights: {
    byDefault: "mail+archive" as const,
    byCredit: {
      "Getty Images": "mail" as const,
      "Nobody May": "none" as const,
      "Ana Gil": "mail+archive" as const,
      "Bo / House": "none" as const,
    },
  },
};
const now = "2026-10-24T06:00:00.000Z";

describe("the rights of a photo", () => {
  it.each([
    ["Getty Images", "mail"],
    ["GETTY  images", "mail"],
    ["Photo: Getty Images", "mail"],
    ["Ana Gil/Getty Images", "mail"],
    ["Ana Gil", "mail+archive"],
    ["Nobody May / Getty Images", "none"],
    ["Bo/House", "none"],
    ["Somebody else", "mail+archive"],
    ["Not Getty Images at all", "mail+archive"],
    [undefined, "mail+archive"],
  ])("follow from its credit: %s may be in %s", (credit, rights) => {
    expect(rightsOf({ credit }, newsletter, now)).toBe(rights);
  });

  it("are what was said of the photo itself, whatever its credit", () => {
    expect(rightsOf({ credit: "Getty Images", rights: "mail+archive" }, newsletter, now)).toBe("mail+archive");
    expect(rightsOf({ rights: "none" }, newsletter, now)).toBe("none");
  });

  it("end at their instant, whoever gave them", () => {
    expect(rightsOf({ rights: "mail", rightsUntil: "2026-10-24T06:00:00.001Z" }, newsletter, now)).toBe("mail");
    expect(rightsOf({ rights: "mail", rightsUntil: now }, newsletter, now)).toBe("none");
  });

  it("are the newsletter's default when nothing else says", () => {
    const strict = { rights: { ...newsletter.rights, byDefault: "none" as const } };
    expect(rightsOf({ credit: "Somebody else" }, strict, now)).toBe("none");
  });
});
