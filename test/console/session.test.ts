import { describe, expect, it } from "vitest";
import {
  formToken,
  isAlive,
  isFresh,
  isToBeSeen,
  readFormToken,
  readSessionKey,
} from "../../functions/console/session.ts";
import { addMilliseconds, hour, minute } from "../../functions/core/time.ts";
import { anEditor } from "../support/console.ts";

const now = "2026-11-10T12:00:00.000Z";
const session = { editor: anEditor(), startedAt: now, seenAt: now, provenAt: now };
const later = (milliseconds: number) => addMilliseconds(now, milliseconds);

describe("a session", () => {
  it("ends two hours after it was last used, and twelve after it began however it is used", () => {
    expect(isAlive(session, later(2 * hour - 1))).toBe(true);
    expect(isAlive(session, later(2 * hour))).toBe(false);
    expect(isAlive({ ...session, seenAt: later(11.5 * hour) }, later(12 * hour - 1))).toBe(true);
    expect(isAlive({ ...session, seenAt: later(11.5 * hour) }, later(12 * hour))).toBe(false);
  });

  it("is fresh for five minutes after the person proved themself, not after the session was seen", () => {
    expect(isFresh({ ...session, seenAt: later(5 * minute) }, later(5 * minute - 1))).toBe(true);
    expect(isFresh({ ...session, seenAt: later(5 * minute) }, later(5 * minute))).toBe(false);
  });

  it("is written down as seen once a minute", () => {
    expect(isToBeSeen(session, later(minute - 1))).toBe(false);
    expect(isToBeSeen(session, later(minute))).toBe(true);
  });

  it("has a key of one form only", () => {
    const key = `${anEditor().id}.${"s".repeat(43)}`;
    expect(readSessionKey(key)).toEqual({ editorId: anEditor().id, secret: "s".repeat(43) });
    for (const other of [undefined, "", `${key}x`, key.toUpperCase(), `x${key}`, key.replace(".", "/"), `${key}\n`])
      expect(readSessionKey(other)).toBeUndefined();
  });
});

describe("a form's token", () => {
  const draw = "d".repeat(22);
  const token = formToken("mine", draw);
  it("is taken by the session that made it, which gets the draw back", () => {
    expect(readFormToken("mine", token)).toBe(draw);
  });
  it("is refused by every other session, and when a letter of it differs", () => {
    expect(readFormToken("another", token)).toBeUndefined();
    for (let at = 0; at < token.length; at++) {
      const changed = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
      expect(readFormToken("mine", changed)).toBeUndefined();
    }
    for (const other of [undefined, "", ".", `${token}x`]) expect(readFormToken("mine", other)).toBeUndefined();
  });
});
