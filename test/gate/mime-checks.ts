import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";
import { type Finding, finding, type GateMail } from "./finding.ts";

/** Two parsers that share no code read the message alike, and as what was rendered. */
export const mimeChecks = async (mail: GateMail, raw: Buffer): Promise<Finding[]> => {
  const [one, other] = await Promise.all([
    simpleParser(raw, { skipImageLinks: true, skipTextToHtml: true }),
    PostalMime.parse(raw),
  ]);
  const compared: [string, string, string, string][] = [
    ["html", mail.html, one.html || "", other.html ?? ""],
    ["text", mail.text, one.text ?? "", other.text ?? ""],
    ["subject", mail.subject, one.subject ?? "", other.subject ?? ""],
  ];
  return compared.flatMap(([part, expected, first, second]) => [
    ...(even(first) === even(expected) ? [] : [finding(`mailparser: ${part}`, "is not what was rendered")]),
    ...(even(second) === even(expected) ? [] : [finding(`postal-mime: ${part}`, "is not what was rendered")]),
  ]);
};

const even = (text: string): string => text.replace(/\r\n/g, "\n").trim();
