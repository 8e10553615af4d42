import { describe, expect, it } from "vitest";
import { listInstant } from "../../functions/audience/list-instant.ts";
import { seenIds } from "../../functions/audience/seen-ids.ts";
import { truncatedIp } from "../../functions/audience/truncated-ip.ts";

const now = "2026-10-24T06:00:00.000Z";

describe("a time in a list", () => {
  it.each([
    ["2019-04-05 06:07:08", "2019-04-05T06:07:08.000Z"],
    ["2019-04-05 06:07", "2019-04-05T06:07:00.000Z"],
    ["2019-04-05", "2019-04-05T00:00:00.000Z"],
    ["2019-04-05T06:07:08.123456+02:00", "2019-04-05T04:07:08.123Z"],
    ["2019-04-05 06:07:08 UTC", "2019-04-05T06:07:08.000Z"],
    ["5.4.2019 06:07", "2019-04-05T06:07:00.000Z"],
  ])("%s is read", (text, instant) => {
    expect(listInstant(text, now)).toBe(instant);
  });

  it.each(["", "4/5/2019 6:07", "2019-02-31", "2019-13-01", "soon", "2027-01-01", "2019-04-05 25:00:00"])(
    "%j is not guessed at",
    (text) => {
      expect(listInstant(text, now)).toBeUndefined();
    },
  );
});

describe("an IP address", () => {
  it.each([
    ["203.0.113.77", "203.0.113.0"],
    ["::ffff:203.0.113.77", "203.0.113.0"],
    ["2001:db8:abcd:12::1", "2001:db8:abcd::"],
    ["2001:DB8::1", "2001:db8::"],
    ["::1", "::"],
    ["not one", undefined],
    ["", undefined],
  ])("%s keeps its network only", (ip, network) => {
    expect(truncatedIp(ip)).toBe(network);
  });
});

it("says of every id whether it came before, however many there are", () => {
  const seen = seenIds();
  const ids = Array.from({ length: 10_000 }, (_, index) => `id-${index}`);
  expect(ids.filter((id) => seen.saw(id))).toEqual([]);
  expect(ids.filter((id) => !seen.saw(id))).toEqual([]);
});
