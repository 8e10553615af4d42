/** Safe in text and in quoted attributes of HTML and XML. */
export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);

/** A paragraph of a sample post as HTML: `*emphasis*` and `[words](address)`, everything else as it is. */
export const paragraphHtml = (text: string, address: (target: string) => string): string =>
  escapeMarkup(text)
    .replace(
      /\[([^\]]*)\]\(([^)\s]*)\)/g,
      (_, words: string, target: string) => `<a href="${address(target)}">${words}</a>`,
    )
    .replace(/\*([^*]+)\*/g, "<em>$1</em>");

/** Text that stands unescaped in XML. */
export const cdata = (text: string): string => `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
