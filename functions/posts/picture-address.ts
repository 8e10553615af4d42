/** The address of a picture without its size: all sizes of one picture share it (docs/editing.md H2). */
export const pictureIdentity = (address: string): string => read(address).identity;

/** The width that an address says its picture has at most, in pixels; `undefined` when it says none. */
export const statedWidth = (address: string): number | undefined => read(address).width;

/** Whether that width is only a bound: a smaller original comes as it is. */
export const isBound = (address: string): boolean => read(address).bound ?? false;

/** The height that an address says, where it says both. */
export const statedHeight = (address: string): number | undefined => read(address).height;

/** Whether an address ends as the file of a picture does. */
export const isPictureFile = (address: string): boolean =>
  URL.canParse(address) && /\.(?:jpe?g|png|gif|webp|avif)(?:[:!]\w+)?$/i.test(new URL(address).pathname);

type Reading = { identity: string; width?: number; height?: number; bound?: boolean };

/** A way of writing a size into a path, with the groups `w` and `h`; what matches is replaced by `instead`. */
type SizeInPath = { hosts?: RegExp; pattern: RegExp; instead: string };

const blogger = /(?:^|\.)(?:bp\.blogspot\.com|googleusercontent\.com|ggpht\.com)$/;
const sizesInPath: readonly SizeInPath[] = [
  { hosts: blogger, pattern: /\/[swh](?<w>\d{2,4})(?:-[whscpknod\d-]*)?(?=\/[^/]+$)/, instead: "" },
  { hosts: blogger, pattern: /=[swh](?<w>\d{2,4})(?:-h(?<h>\d{2,4}))?(?:-[a-z\d-]+)*$/, instead: "" },
  {
    hosts: /(?:^|\.)medium\.com$/,
    pattern: /\/(?:max|fit\/[tc])\/(?<w>\d{2,4})(?:\/(?<h>\d{2,4}))?(?=\/)/,
    instead: "",
  },
  { hosts: /(?:^|\.)medium\.com$/, pattern: /(?:\/v2)?\/(?:resize|da):[^/]*?(?<w>\d{2,4})?(?=\/)/, instead: "" },
  { hosts: /(?:^|\.)(?:staticflickr|flickr)\.com$/, pattern: /_[sqtmnwzcbhko](?=\.\w+$)/, instead: "" },
  { hosts: /\.tumblr\.com$/, pattern: /_(?<w>\d{2,4})(?=\.\w+$)/, instead: "" },
  { hosts: /\.tumblr\.com$/, pattern: /\/s(?<w>\d{2,4})x(?<h>\d{2,4})(?=\/)/, instead: "" },
  { hosts: /\.cloudinary\.com$/, pattern: /(?<=\/upload)\/(?:[a-z]{1,2}_[^/]+)(?=\/)/, instead: "" },
  {
    hosts: /(?:^|\.)nyt\.com$/,
    pattern: /-(?:articleLarge|superJumbo|jumbo|master\d+|thumb\w+|square\d+|videoLarge|facebookJumbo)(?:-v\d)?(?=\.)/,
    instead: "",
  },
  {
    hosts: /(?:^|\.)bbci\.co\.uk$/,
    pattern: /(?<=\/(?:news|standard|ace\/standard))\/(?<w>\d{2,4})(?=\/)/,
    instead: "",
  },
  {
    hosts: /(?:^|\.)ytimg\.com$/,
    pattern: /\/(?:default|mqdefault|hqdefault|sddefault|maxresdefault|hq720)(?=\.\w+$)/,
    instead: "/default",
  },
  { pattern: /\/scale\/geometry\/(?<w>\d{2,4})(?:x(?<h>\d{2,4}))?\/q\d+(?=\/)/, instead: "" },
  { pattern: /\/styles\/[\w-]+\/public(?=\/)/, instead: "" },
  { pattern: /-scaled(?=\.\w+$)/, instead: "" },
  { pattern: /[-_.](?<w>\d{2,4})x(?<h>\d{2,4})?(?:[-_](?:c|crop(?:ped)?|q\d+))?(?:@\dx)?(?=\.\w+$)/i, instead: "" },
  { pattern: /[-_](?:thumb(?:nail)?|small|medium|large|full|original)(?=\.\w+$)/i, instead: "" },
  { pattern: /(?<=\.\w{3,4}):(?:thumb|small|medium|large|orig)$/, instead: "" },
];

const sizeParameter =
  /^(?:w|h|width|height|maxwidth|maxheight|max-w|max-h|mw|mh|size|sz|resize|fit|crop|quality|q|strip|ssl|zoom|auto|fm|format|dpr|usm|sharp|s|itok|ixlib|ixid|is-pending-load|imwidth|impolicy|rect|downsize|output-quality|output-format|interpolation|v|ver|cb|utm_\w+)$/i;

const cache = new Map<string, Reading>();

const read = (address: string): Reading => {
  const known = cache.get(address);
  if (known) return known;
  const reading = URL.canParse(address) ? parse(unproxied(new URL(address))) : { identity: address };
  if (cache.size > 5000) cache.clear();
  cache.set(address, reading);
  return reading;
};

/** Photon (i0.wp.com) and the images.weserv.nl proxy carry the true address inside theirs. */
const unproxied = (url: URL): URL => {
  const inner = /^i\d\.wp\.com$/.test(url.hostname) ? `https:/${url.pathname}${url.search}` : "";
  return inner && URL.canParse(inner) ? new URL(inner) : url;
};

const parse = (url: URL): Reading => {
  let path = url.pathname.replace(/\/{2,}/g, "/");
  let width = queryNumber(url, /^(?:w|width|maxwidth|imwidth|mw|resize|fit)$/i);
  let height = queryNumber(url, /^(?:h|height|maxheight|mh)$/i);
  for (const { hosts, pattern, instead } of sizesInPath) {
    const match = hosts && !hosts.test(url.hostname) ? null : pattern.exec(path);
    if (!match) continue;
    path = path.slice(0, match.index) + instead + path.slice(match.index + match[0].length);
    width ??= positive(match.groups?.w);
    height ??= positive(match.groups?.h);
  }
  if (/-scaled\.\w+$/.test(url.pathname)) width ??= 2560;
  const kept = [...url.searchParams]
    .filter(([name]) => !sizeParameter.test(name))
    .map(([name, value]) => `${name}=${value}`);
  const query = kept.length > 0 ? `?${kept.sort().join("&")}` : "";
  const identity = `${url.hostname.replace(/^(?:www|i\d|\d)\./, "")}${path}${query}`;
  const bound = blogger.test(url.hostname) && width !== undefined && height === undefined;
  return { identity, ...(width && { width }), ...(height && { height }), ...(bound && { bound }) };
};

const queryNumber = (url: URL, names: RegExp): number | undefined => {
  for (const [name, value] of url.searchParams) if (names.test(name)) return positive(value.match(/^\d{1,5}/)?.[0]);
  return undefined;
};

const positive = (digits: string | undefined): number | undefined =>
  digits && Number(digits) > 0 ? Number(digits) : undefined;
