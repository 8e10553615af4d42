/** The document as Outlook's Word engine sees it: conditional comments for it switched on, those for the rest off. */
export const outlookView = (html: string): string =>
  html
    .replace(/<!--\[if !mso\]><!-->[\s\S]*?<!--<!\[endif\]-->/g, "")
    .replace(/<!--\[if (?:mso|mso \| IE|gte mso \d+)\]>([\s\S]*?)<!\[endif\]-->/g, "$1")
    .replace(/<!--\[if lte mso 11\]>[\s\S]*?<!\[endif\]-->/g, "")
    .replace(/<noscript>\s*<xml>[\s\S]*?<\/xml>\s*<\/noscript>/g, "");
