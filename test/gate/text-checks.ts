import { type Finding, finding, type GateMail } from "./finding.ts";

/** docs/editing.md M11: the text part is words and bare addresses, not the layout with its tags taken off. */
export const textChecks = ({ text, html }: GateMail): Finding[] => {
  const found: Finding[] = [];
  if (text.trim() === "") found.push(finding("text part", "is empty"));
  for (const line of text.split("\n")) {
    if (/<\/?(?:p|div|td|tr|table|a|img|span|br|h[1-6])\b[^>]*>/i.test(line) && !html.includes("&lt;"))
      found.push(finding("markup in the text part", line));
    if (/[=*_|~-]{4,}/.test(line.replace(/https?:\/\/\S+/g, ""))) found.push(finding("layout debris", line));
  }
  if (/\n{4,}/.test(text)) found.push(finding("layout debris", "more than two empty lines together"));
  return found;
};
