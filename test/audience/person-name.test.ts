import { describe, expect, it } from "vitest";
import { parseName } from "../../functions/audience/person-name.ts";

describe("a name", () => {
  it.each(["Zoë Ångström", '<script>"{{env}}"</script>', "=cmd|' /C calc'!A0", "محمد", "👩‍🎨", "x".repeat(64), ""])(
    "%j is kept as typed",
    (name) => {
      expect(parseName(name)).toEqual({ ok: true, name });
    },
  );

  it("is composed, and cannot turn the text around it", () => {
    expect(parseName("Zoe\u0308")).toEqual({ ok: true, name: "Zo\u00eb" });
    expect(parseName("\u202eevil\u202c ")).toEqual({ ok: true, name: "evil" });
  });

  it.each(["a\r\nBcc: b", "a\nb", "a\0b", "a\u0085b", "\ud83d"])("%j is refused", (name) => {
    expect(parseName(name)).toEqual({ ok: false, reason: "control-characters" });
  });

  it("of ten kilobytes, or of 65 characters, is refused", () => {
    for (const name of ["x".repeat(10_240), "x".repeat(65)])
      expect(parseName(name)).toEqual({ ok: false, reason: "too-long" });
  });
});
