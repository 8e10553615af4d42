import { InvalidInput } from "../core/errors.ts";

/**
 * Values of header fields: 7-bit, folded, and always one field. Everything that comes in is refused when it holds CR,
 * LF or NUL, so nothing typed by a person can begin a header of its own. `column` is where the value starts in its line.
 */

/** RFC 2047 §2: a line that holds an encoded word has at most 76 characters, the word at most 75. */
const encodedLine = 76;
const wordFrame = "=?UTF-8?B??=".length;
/** RFC 5322 §2.1.1: lines should have at most 78 characters, and must have at most 998. */
const line = 78;
const fold = "\r\n ";

/** Text as encoded words of RFC 2047, none of which splits a character. */
const encodedWords = (text: string, column: number): string => {
  const words: string[] = [];
  let room = wordRoom(column);
  let word = "";
  let bytes = 0;
  for (const character of oneLine(text)) {
    const size = Buffer.byteLength(character);
    if (bytes + size > room && bytes > 0) {
      words.push(word);
      [word, bytes, room] = ["", 0, wordRoom(1)];
    }
    word += character;
    bytes += size;
  }
  words.push(word);
  return words.map((each) => `=?UTF-8?B?${Buffer.from(each).toString("base64")}?=`).join(fold);
};

const wordRoom = (column: number): number => Math.floor((encodedLine - column - wordFrame) / 4) * 3;

/** Free text, such as a subject: as it is where it can be, folded at its spaces, and in encoded words otherwise. */
export const unstructured = (text: string, column: number): string => {
  if (!isPlain(oneLine(text))) return encodedWords(text, column);
  const words = text.split(" ");
  if (words.some((word) => word.length > line - 20)) return encodedWords(text, column);
  let at = column - 1;
  return words.reduce((folded, word, index) => {
    const fits = at + 1 + word.length <= line;
    at = fits ? at + 1 + word.length : 1 + word.length;
    return index === 0 ? word : folded + (fits ? " " : fold) + word;
  }, "");
};

/** A display name: atoms, a quoted string or encoded words (RFC 5322 §3.2.5, RFC 2047 §5). */
const phrase = (name: string, column: number): string => {
  if (!isPlain(oneLine(name))) return encodedWords(name, column);
  const text = /^[\w!#$%&'*+/=?^`{|}~ -]+$/.test(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;
  return column + text.length <= line ? text : encodedWords(name, column);
};

/** `name <address>` or the bare address, which is a dot-atom: no quoted local part, no comment, no list. */
export const mailbox = (to: { name?: string | undefined; address: string }, column: number): string => {
  if (!/^[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}$/.test(to.address))
    throw new InvalidInput("the address cannot stand in a header");
  return to.name ? named(to.name, to.address, column) : to.address;
};

/** RFC 2919: a name for people and the identifier, stable for ever, in angle brackets. */
export const listIdentifier = (name: string, id: string, column: number): string => {
  if (!/^[A-Za-z0-9.-]{1,253}$/.test(id)) throw new InvalidInput("the list id is not dot-separated words");
  return named(name, id, column);
};

const named = (name: string, id: string, column: number): string => {
  const words = phrase(name, column);
  const used = words.includes(fold) ? words.length - words.lastIndexOf("\r\n") - 2 : column + words.length;
  return `${words}${used + 3 + id.length <= line ? " " : fold}<${id}>`;
};

/** RFC 2369 §2: addresses in angle brackets, the preferred one first. */
export const urlList = (urls: readonly string[]): string =>
  urls
    .map((url) => {
      if (!/^(https?:\/\/|mailto:)[!#-;=?-~]+$/.test(url) || url.includes(","))
        throw new InvalidInput("the link cannot stand in a header");
      return `<${url}>`;
    })
    .join(`,${fold}`);

/** One word of letters, digits, `_` and `-`: all that SES allows in the value of a message tag. */
export const tagValue = (value: string): string => {
  if (!/^[\w-]{1,256}$/.test(value))
    throw new InvalidInput("the value of a message tag has letters, digits, _ and - only");
  return value;
};

/** RFC 5322 §3.3, in UTC. */
export const dateTime = (at: string): string => new Date(at).toUTCString().replace("GMT", "+0000");

/** A whole field. The value comes from one of the functions above, so a line break in it is a fold and nothing else. */
export const field = (name: string, value: (column: number) => string): string =>
  `${name}: ${value(name.length + 2)}\r\n`;

/** No encoding needed: printable ASCII, single spaces inside, nothing that reads like an encoded word. */
const isPlain = (text: string): boolean => /^[!-~]+(?: [!-~]+)*$/.test(text) && !text.includes("=?");

const oneLine = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (/[\r\n\u0000]/.test(text)) throw new InvalidInput("a header is one line: it holds CR, LF or NUL");
  if (!text.isWellFormed()) throw new InvalidInput("a header holds half a character");
  return text;
};
