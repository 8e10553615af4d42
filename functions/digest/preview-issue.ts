import { bodyForNobody, type Rendition, variants } from "../core/rendition.ts";

/** How a picture of the mail is taken; `name` says it in a file's name. */
export type PreviewView = { name: string; width: number; scheme: "light" | "dark" };

const previewViews: readonly PreviewView[] = [
  { name: "375-light", width: 375, scheme: "light" },
  { name: "375-dark", width: 375, scheme: "dark" },
  { name: "700-light", width: 700, scheme: "light" },
  { name: "700-dark", width: 700, scheme: "dark" },
];

/**
 * Writes a rendition to look at: HTML and text of each variant, and PNG pictures of it at phone and desktop width, in
 * light and dark. The personal links lead to `placeholderUrl`. Returns the names of the files, in the order written.
 */
export const previewIssue = async (
  deps: {
    writeFile: (name: string, content: string | Uint8Array) => Promise<void>;
    takePicture: (html: string, view: PreviewView) => Promise<Uint8Array>;
  },
  input: { rendition: Rendition; placeholderUrl: string },
): Promise<string[]> => {
  const written: string[] = [];
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    await deps.writeFile(name, content);
    written.push(name);
  };
  for (const variant of variants) {
    const body = (part: "html" | "text") =>
      bodyForNobody(input.rendition, { variant, part, url: input.placeholderUrl });
    const html = body("html");
    await write(`${variant}.html`, html);
    await write(`${variant}.txt`, body("text"));
    for (const view of previewViews) await write(`${variant}-${view.name}.png`, await deps.takePicture(html, view));
  }
  return written;
};
