import { largeProviders } from "./large-providers.ts";

/**
 * The address that was likely meant, when the one typed has a slip in its domain (gmial.com, gmail.con); `undefined`
 * when it looks as meant. Only ever a question to the person: nothing is corrected.
 */
export const suggestAddress = (address: string): string | undefined => {
  const at = address.lastIndexOf("@");
  const domain = address.slice(at + 1).toLowerCase();
  if (largeProviders.has(domain) || realDomains.has(domain)) return undefined;
  const meant = nearestProvider(domain) ?? withRealEnding(domain);
  return meant && `${address.slice(0, at + 1)}${meant}`;
};

/** One step from a large provider, and yet somebody's own. */
const realDomains = new Set([
  "mail.com",
  "ymail.com",
  "email.com",
  "life.com",
  "love.com",
  "ao.com",
  "fre.fr",
  "email.ru",
]);

const shortestProvider = 7;

const nearestProvider = (domain: string): string | undefined => {
  // A short name has too many neighbours that are somebody's.
  const near = [...largeProviders].filter((provider) => provider.length >= shortestProvider);
  return near.find((provider) => isOneSlipAway(domain, provider) && !isOfAnotherCountry(domain, provider));
};

/** One provider has a domain for each country: hotmail.se is no slip for hotmail.es. */
const isOfAnotherCountry = (domain: string, provider: string): boolean => {
  const [name, country, ...more] = domain.split(".");
  const [meantName, meantCountry] = provider.split(".");
  return more.length === 0 && name === meantName && country?.length === 2 && meantCountry?.length === 2;
};

/** Endings that no registry has, one slip away from one that it has. */
const endings: readonly [RegExp, string][] = [
  [/\.(con|cmo|ocm|vom|xom|comm|coom|cpm|cim)$/, ".com"],
  [/\.(nte|ent|neet)$/, ".net"],
  [/\.(ogr|rog|orgg)$/, ".org"],
];

const withRealEnding = (domain: string): string | undefined => {
  const found = endings.find(([wrong]) => wrong.test(domain));
  return found && domain.replace(found[0], found[1]);
};

/** One letter more, less or another, or two neighbours swapped. */
const isOneSlipAway = (typed: string, meant: string): boolean => {
  if (typed === meant || Math.abs(typed.length - meant.length) > 1) return false;
  let start = 0;
  while (start < typed.length && typed[start] === meant[start]) start++;
  const [a, b] = [typed.slice(start), meant.slice(start)];
  if (a.slice(1) === b || b.slice(1) === a || a.slice(1) === b.slice(1)) return true;
  return a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
};
