import { cutAtWord, oneLine } from "./plain-text.ts";
import type { Embed } from "./post.ts";

type Service = Embed["service"];

/** How a service writes the address of one of its posts, videos or songs; the first group is whom it names. */
const services: readonly (readonly [Service, RegExp, RegExp])[] = [
  ["instagram", /(?:^|\.)(?:instagram\.com|instagr\.am)$/, /^\/(?:([\w.]+)\/)?(?:p|reel|tv)\/[\w-]+/],
  [
    "youtube",
    /(?:^|\.)(?:youtube\.com|youtube-nocookie\.com|youtu\.be)$/,
    /^\/(?:watch|embed\/|v\/|shorts\/|live\/|[\w-]{11}$)()/,
  ],
  ["vimeo", /(?:^|\.)vimeo\.com$/, /^\/(?:video\/)?\d+()/],
  ["x", /(?:^|\.)(?:twitter\.com|x\.com)$/, /^\/(?:#!\/)?(\w{1,20})\/status(?:es)?\/\d+/],
  ["tiktok", /(?:^|\.)tiktok\.com$/, /^\/(?:@([\w.]+)\/video\/\d+|embed(?:\/v2)?\/\d+|v\/\d+)/],
  [
    "facebook",
    /(?:^|\.)(?:facebook\.com|fb\.watch)$/,
    /^\/(?:plugins\/(?:post|video)\.php|([\w.]+)\/(?:posts|videos|photos)\/|watch|reel\/|permalink\.php|story\.php|photo|video\.php|[\w-]{6,}\/?$)/,
  ],
  [
    "spotify",
    /(?:^|\.)spotify\.com$/,
    /^\/(?:embed(?:-podcast)?\/)?(?:track|album|playlist|episode|show|artist)\/\w+()/,
  ],
  ["bluesky", /(?:^|\.)bsky\.app$/, /^\/(?:profile\/([\w.:-]+)\/post\/\w+|embed\/)/],
  ["threads", /(?:^|\.)threads\.(?:net|com)$/, /^\/@([\w.]+)\/post\/[\w-]+/],
];

/** The embed an address stands for, at the address a reader would open; `undefined` when it is no such service's. */
export const embedOf = (address: string, said: { author?: string; text?: string } = {}): Embed | undefined => {
  if (!URL.canParse(address) || !/^https?:/i.test(address)) return undefined;
  const url = new URL(address);
  for (const [service, host, path] of services) {
    const match = host.test(url.hostname) ? path.exec(url.pathname) : null;
    if (!match) continue;
    const author = authorSaid(said.author) || named(service, match[1]);
    const text = cutAtWord(oneLine(said.text ?? ""), 500);
    return { service, url: readable(service, url), ...(author && { author }), ...(text && { text }) };
  }
  return undefined;
};

/** "Hayley Atwell (@HayleyAtwell)", "A post shared by Pom Klementieff (@pom.klementieff)": the name alone. */
const authorSaid = (written: string | undefined): string => {
  const text = oneLine(written ?? "").replace(
    /^(?:[—–-]\s*|.*?\b(?:a (?:post|photo|video) (?:shared|posted) by|post by|posted by|by)\s+)/i,
    "",
  );
  const name = text.replace(/\s*\(@[^)]*\).*$/, "").replace(/\s+(?:on|am|le|el|em)\s+\S.*\b(?:at|à|um|\d{4}).*$/i, "");
  return cutAtWord(name.replace(/^(?:on (?:instagram|twitter|x))$/i, ""), 100);
};

const named = (service: Service, handle: string | undefined): string =>
  handle && !/^(?:i|embed|p|reel|tv|groups|events)$/.test(handle) && service !== "facebook" ? `@${handle}` : "";

/** A player's address as the address of the page that holds it. */
const readable = (service: Service, url: URL): string => {
  const plain = new URL(url);
  plain.protocol = "https:";
  plain.hash = "";
  if (service === "facebook") {
    const target = url.searchParams.get("href") ?? "";
    return /^https?:\/\//i.test(target) && URL.canParse(target) ? new URL(target).href : plain.href;
  }
  if (service === "youtube") {
    const id =
      url.searchParams.get("v") ?? url.pathname.match(/(?:\/(?:embed|v|shorts|live))?\/([\w-]{11})(?:$|[/&?])/)?.[1];
    return id && /^[\w-]{6,}$/.test(id) ? `https://www.youtube.com/watch?v=${id}` : plain.href;
  }
  plain.search = "";
  if (service === "vimeo") return `https://vimeo.com/${url.pathname.match(/\d+/)?.[0] ?? ""}`;
  if (service === "spotify") plain.pathname = url.pathname.replace(/^\/embed(?:-podcast)?/, "");
  if (service === "instagram") plain.pathname = url.pathname.replace(/\/(?:embed|captioned).*$/, "/");
  if (service === "tiktok") plain.pathname = url.pathname.replace(/^\/embed(?:\/v2)?\//, "/embed/v2/");
  return plain.href;
};
