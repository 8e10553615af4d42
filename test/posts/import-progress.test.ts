import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { showProgress } from "../../functions/posts/import-progress.ts";

const aStream = (terminal: object) => {
  let written = "";
  const stream = new Writable({
    write(chunk, _, done) {
      written += String(chunk);
      done();
    },
  });
  return { stream: Object.assign(stream, terminal), written: () => written };
};

const show = (stream: Writable, total: number) => {
  const shown = showProgress(stream, "the {feed}");
  for (let done = 1; done <= total; done++) shown.show({ done, total });
  shown.stop();
};

describe("the progress of an import", () => {
  it("is a bar on a terminal", () => {
    const still = () => true;
    const terminal = { isTTY: true, columns: 100, cursorTo: still, clearLine: still, moveCursor: still };
    const { stream, written } = aStream(terminal);
    show(stream, 120);
    expect(written()).toMatch(/120\/120 posts of the feed/);
  });

  it("is a line now and then anywhere else", () => {
    const { stream, written } = aStream({});
    show(stream, 120);
    expect(written()).toBe("the {feed}: 50 of 120 posts\nthe {feed}: 100 of 120 posts\n");
  });
});
