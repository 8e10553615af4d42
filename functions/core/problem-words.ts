import type * as z from "zod";

type Raw = Parameters<z.core.$ZodErrorMap>[0];

/**
 * What is wrong with one setting, in words that follow its name: "is missing", "is to be a number", "is at most 7".
 * For `safeParse`; what a schema says of itself stands before it.
 */
export const problemWords = (issue: Raw): string => {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? "is missing"
        : `is to be ${kinds[issue.expected] ?? `of the kind ${issue.expected}`}`;
    case "invalid_value":
      return issue.input === undefined ? "is missing" : `is one of ${issue.values.map(String).join(", ")}`;
    case "too_big":
      return `${sizes[issue.origin]?.verb ?? "is"} at most ${issue.maximum}${sizes[issue.origin]?.unit ?? ""}`;
    case "too_small":
      if (sizes[issue.origin] && issue.minimum === 1) return "is empty";
      return `${sizes[issue.origin]?.verb ?? "is"} at least ${issue.minimum}${sizes[issue.origin]?.unit ?? ""}`;
    case "invalid_format":
      return formats[issue.format] ?? unwritten;
    case "invalid_union":
      return Array.isArray(issue.options) ? `is one of ${issue.options.map(String).join(", ")}` : unwritten;
    default:
      return unwritten;
  }
};

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object: { … }",
  record: "an object: { … }",
  array: "a list: [ … ]",
};

const unwritten = "is not written as it is to be";

const sizes: Readonly<Record<string, { verb: string; unit: string }>> = {
  string: { verb: "has", unit: " characters" },
  array: { verb: "has", unit: "" },
};

const formats: Readonly<Record<string, string>> = {
  email: "is to be an address such as digest@example.com",
  url: "is to be a URL such as https://example.com/",
};
