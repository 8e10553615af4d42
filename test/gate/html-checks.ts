import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { type Finding, finding } from "./finding.ts";
import { outlookView } from "./outlook-view.ts";

const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ["html-validate:standard", "html-validate:a11y"],
    rules: {
      "heading-level": "error",
      // Mail needs align, bgcolor, border, cellpadding and the like: Outlook knows nothing else.
      "no-deprecated-attr": "off",
      // Mail clients drop style sheets, so the style stands at the element.
      "no-inline-style": "off",
      // A layout table has a role, which is right here and discouraged on pages.
      "prefer-native-element": "off",
    },
  }),
);

/** html-validate on the document and on what Outlook makes of it. */
export const htmlChecks = async (html: string): Promise<Finding[]> => [
  ...(await validated("html", html)),
  ...(await validated("outlook view", outlookView(html))),
];

const validated = async (view: string, html: string): Promise<Finding[]> => {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) =>
      finding(`${view}: ${ruleId}`, `${message} (${line}:${column})`),
    ),
  );
};
