import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SplitRecord, splitRecords } from "../../functions/audience/split-records.ts";

async function* pieces(...texts: string[]) {
  yield* texts;
}

const split = async (texts: string[], delimiter = ",") => {
  const records: SplitRecord[] = [];
  for await (const some of splitRecords(pieces(...texts), () => delimiter)) records.push(...some);
  return records;
};

describe("records of a list", () => {
  it("end with the line, whatever ends it, and empty lines are none", async () => {
    expect(await split(["a,b\r\nc\n\nd\re"])).toEqual([
      { line: 1, text: "a,b" },
      { line: 2, text: "c" },
      { line: 4, text: "d" },
      { line: 5, text: "e" },
    ]);
  });

  it("hold line breaks and doubled quotes within quotes", async () => {
    expect(await split(['a,"two\r\nlines, ""x""",b\nc'])).toEqual([
      { line: 1, text: 'a,"two\r\nlines, ""x""",b' },
      { line: 3, text: "c" },
    ]);
  });

  it("take a quote in the middle of a cell as it is", async () => {
    expect(await split(['5" disk,a\nb'])).toEqual([
      { line: 1, text: '5" disk,a' },
      { line: 2, text: "b" },
    ]);
  });

  it.each([
    ['"open,a\nb,c\nd', ["b,c", "d"]],
    ['"open,a\n"b",c\nd', ['"b",c', "d"]],
    [`"open,a\n${"b,c\n".repeat(30_000)}`, Array(30_000).fill("b,c")],
  ])("lose only the line of a quote left open (%#)", async (text, rest) => {
    const [first, ...others] = await split([text]);
    expect(first).toEqual({ line: 1, broken: "open-quote" });
    expect(others.map((record) => "text" in record && record.text)).toEqual(rest);
  });

  it("let a line without end go, and go on after it", async () => {
    expect(
      await split([
        "a\n",
        ..."x"
          .repeat(5)
          .split("")
          .map((x) => x.repeat(50_000)),
        "\nb",
      ]),
    ).toEqual([
      { line: 1, text: "a" },
      { line: 2, broken: "too-long" },
      { line: 3, text: "b" },
    ]);
  });

  it("are the same however the text comes in pieces", async () => {
    const text = fc.array(fc.constantFrom("a", '"', '""', ",", "\n", "\r\n", "\r", "é")).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(40), { maxLength: 6 }), async (whole, cuts) => {
        const at = [0, ...cuts.filter((cut) => cut < whole.length).toSorted((a, b) => a - b), whole.length];
        const parts = at.slice(1).map((end, index) => whole.slice(at[index], end));
        expect(await split(parts)).toEqual(await split([whole]));
      }),
      { numRuns: 500 },
    );
  });
});
