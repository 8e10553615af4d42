/**
 * The address with the newsletter's link parameters when it leads to the newsletter's own site or below it, and as it is
 * otherwise. Query and fragment stay; a parameter that is there already is left alone. Never anything per person.
 */
export const ownLink = (
  url: string,
  siteUrl: string,
  parameters: Readonly<Record<string, string>>,
  issueId: string,
): string => {
  const own = new URL(siteUrl).hostname.replace(/^www\./, "");
  const host = new URL(url).hostname;
  if (host !== own && !host.endsWith(`.${own}`)) return url;
  const [address = "", fragment] = url.split(/#(.*)/s);
  const query = new URLSearchParams(address.split(/\?(.*)/s)[1]);
  const added = Object.entries(parameters)
    .filter(([name]) => !query.has(name))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.replaceAll("{issue}", issueId))}`);
  if (added.length === 0) return url;
  const joint = address.includes("?") ? (/[?&]$/.test(address) ? "" : "&") : "?";
  return `${address}${joint}${added.join("&")}${fragment === undefined ? "" : `#${fragment}`}`;
};
