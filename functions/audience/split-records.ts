/** One record of a list as it stands there, by the number of its first line; or a line that belongs to none. */
export type SplitRecord = { line: number; text: string } | { line: number; broken: "open-quote" | "too-long" };

/** A record may hold line breaks within quotes, but not more text than this. */
const longestRecord = 65_536;

/**
 * Cuts the text of a list into its records (RFC 4180; any line end), so that one quote left open costs its own line and
 * not the rest of the list. Empty lines are left out. Gives the records of each piece of text together.
 */
export async function* splitRecords(
  pieces: AsyncIterable<string>,
  delimiterOf: (firstLine: string) => string,
): AsyncGenerator<SplitRecord[], void, undefined> {
  let rest = "";
  let line = 1;
  let delimiter: string | undefined;
  let tooLong = false;
  const take = (isLast: boolean): SplitRecord[] => {
    const records: SplitRecord[] = [];
    delimiter ??= firstDelimiter(rest, isLast, delimiterOf);
    if (delimiter === undefined) return records;
    let at = 0;
    while (at < rest.length) {
      const found = recordAt(rest, at, delimiter, isLast);
      if (found === "more") break;
      if (tooLong) tooLong = false;
      else if (found.broken) records.push({ line, broken: found.broken });
      else if (found.end > at) records.push({ line, text: rest.slice(at, found.end) });
      line += found.lines;
      at = found.next;
    }
    rest = rest.slice(at);
    // A line without end: what there is of it is let go, and what comes until it ends.
    if (rest.length > longestRecord && !/[\r\n]/.test(rest)) {
      if (!tooLong) records.push({ line, broken: "too-long" });
      tooLong = true;
      rest = "";
    }
    return records;
  };
  for await (const piece of pieces) {
    rest += piece;
    const records = take(false);
    if (records.length > 0) yield records;
  }
  yield take(true);
}

const firstDelimiter = (text: string, isLast: boolean, delimiterOf: (firstLine: string) => string) => {
  const [first = ""] = text.split(/[\r\n]/, 1);
  return isLast || first.length < text.length || text.length > longestRecord ? delimiterOf(first) : undefined;
};

type Found = { end: number; next: number; lines: number; broken?: "open-quote" | "too-long" };

/** Where the record ends that begins at `start`; "more" while the text does not say. */
const recordAt = (text: string, start: number, delimiter: string, isLast: boolean): Found | "more" => {
  let at = start;
  let lines = 1;
  for (;;) {
    if (text[at] === '"') {
      const quoted = closingQuote(text, start, at + 1, delimiter);
      if (quoted === "open" && !isLast && text.length - start <= longestRecord) return "more";
      if (quoted === "open" || quoted === "broken") return brokenLine(text, start, isLast);
      if (quoted === text.length - 1 && !isLast) return "more";
      lines += lineEnds(text, at, quoted);
      at = quoted + 1;
    }
    const end = lineEnd(text, at);
    const rest = text.slice(at, end);
    const next = rest.indexOf(delimiter);
    // Without a quote to come, the rest of the line belongs to the record.
    if (next === -1 || !rest.includes('"', next)) return ended(text, end, lines, isLast);
    at += next + 1;
  }
};

const ended = (text: string, end: number, lines: number, isLast: boolean): Found | "more" => {
  if (end === text.length) return isLast ? { end, next: end, lines } : "more";
  if (text[end] !== "\r") return { end, next: end + 1, lines };
  if (end + 1 === text.length && !isLast) return "more";
  return { end, next: end + (text[end + 1] === "\n" ? 2 : 1), lines };
};

/** A closing quote stands before a separator or a line end; before anything else it closes nothing. */
const closingQuote = (text: string, start: number, from: number, delimiter: string): number | "open" | "broken" => {
  for (let at = from; ; ) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return "open";
    if (quote - start > longestRecord) return "broken";
    const after = text[quote + 1];
    if (after === undefined || after === delimiter || after === "\n" || after === "\r") return quote;
    if (after !== '"') return "broken";
    if (quote + 2 === text.length) return "open";
    at = quote + 2;
  }
};

const brokenLine = (text: string, start: number, isLast: boolean): Found | "more" => {
  const found = ended(text, lineEnd(text, start), 1, isLast);
  return found === "more" ? found : { ...found, broken: "open-quote" };
};

const lineEnd = (text: string, from: number): number => {
  lineBreak.lastIndex = from;
  return lineBreak.exec(text)?.index ?? text.length;
};
const lineBreak = /[\r\n]/g;

const lineEnds = (text: string, from: number, until: number): number =>
  text.slice(from, until).match(/\r\n|\r|\n/g)?.length ?? 0;
