/**
 * The look of everything a reader sees, once: mail, archive page, list of stories. Templates name a token as
 * `[[colour.light.text]]`; a value used twice is a token.
 *
 * Colours are neither pure black nor pure white, so that clients that recolour by themselves have room to.
 */
export const brand = {
  colour: {
    light: { page: "#f4f2ee", surface: "#fefdfc", text: "#1d1e20", secondary: "#5c6066", hairline: "#dcd9d3" },
    dark: { page: "#121417", surface: "#1b1e23", text: "#e8eaed", secondary: "#a3a9b1", hairline: "#3a3f46" },
  },
  font: {
    headline: "Georgia,'Times New Roman',serif",
    headlineWeight: "400",
    body: "-apple-system,'Segoe UI',Helvetica,Arial,sans-serif",
  },
  /** CSS pixels: size, then line. */
  type: {
    wordmark: { size: "30px", line: "32px" },
    longWordmark: { size: "18px", line: "24px" },
    lead: { size: "30px", line: "36px" },
    story: { size: "22px", line: "28px" },
    body: { size: "16px", line: "25px" },
    caption: { size: "14px", line: "20px" },
    credit: { size: "12px", line: "16px" },
  },
  space: { hair: "8px", small: "16px", medium: "24px", large: "40px" },
  /** The width of the mail, of the two halves of a pair, and of a story's picture. */
  width: { mail: "600px", half: "50%", gap: "4px", picture: "240px", beside: "360px" },
  /** Where the layout becomes a phone's. */
  phone: "480px",
} as const;

/**
 * What differs by newsletter, photo or language cannot stand in MJML as a variable, because MJML checks its attributes.
 * So it is compiled as a sentinel value that no minifier can shorten or merge, and becomes this Handlebars path after
 * the build. `test/templates/brand.test.ts` finds every one.
 */
export const sentinels: Readonly<Record<string, string>> = {
  "#a7c1e3": "{{@root.brand.accentLight}}",
  "#b9d3f5": "{{@root.brand.accentDark}}",
  "#c1e5a7": "{{plate.background}}",
  "#d3f7b9": "{{plate.ink}}",
};

/** The values a template may name: the tokens above, and the sentinels by what they stand for. */
export const tokens: Readonly<Record<string, string>> = {
  ...flattened(brand),
  "colour.light.accent": "#a7c1e3",
  "colour.dark.accent": "#b9d3f5",
  "plate.background": "#c1e5a7",
  "plate.ink": "#d3f7b9",
};

/** Replaces `[[token]]` in a template; an unknown token is a defect of the template and throws. */
export const fillTokens = (template: string): string =>
  template.replace(/\[\[([\w.]+)\]\]/g, (_, name: string) => {
    const value = tokens[name];
    if (value === undefined) throw new Error(`the brand has no token ${name}`);
    return value;
  });

function flattened(tree: object, path = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
      typeof value === "string"
        ? [[`${path}${key}`, value]]
        : Object.entries(flattened(value as object, `${path}${key}.`)),
    ),
  );
}
