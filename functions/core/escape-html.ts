const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
  "`": "&#x60;",
  "=": "&#x3D;",
};

/** Text as the templates write it: what looks for it in a finished page finds it. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"'`=]/g, (character) => entities[character] as string);
