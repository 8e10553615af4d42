import { type RealPhotoName, realPhoto, realPhotoNames } from "../support/photographs.ts";
import { aSite, type Site } from "../support/site.ts";

const stories: readonly [RealPhotoName, string][] = [
  ["nagasaki-boats", "Boats wait for the wind in Nagasaki"],
  ["french-alpine-landscape", "The pass opened a month early"],
  ["black-canyon", "Down into the canyon before the light goes"],
  ["dust-bowl-home", "The house that the dust left"],
];

/** A publication on this machine: a feed of four posts of the last hours, each with a real photograph. */
export const aPublication = async (now: number): Promise<Site> => {
  const site: Site = await aSite((request, response) => {
    const name = realPhotoNames.find((each) => request.url === `/photos/${each}.jpg`);
    if (name) return response.writeHead(200, { "content-type": "image/jpeg" }).end(realPhoto(name));
    if (request.url === "/feed")
      return response.writeHead(200, { "content-type": "application/rss+xml" }).end(feed(site.url, now));
    return response.writeHead(404).end();
  });
  return site;
};

const feed = (url: string, now: number): string =>
  `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Daybook</title>
  <link>${url}/</link><description>Pictures of the day</description>
  ${stories.map(([photo, title], n) => item(url, photo, title, new Date(now - (n + 1) * 3_600_000))).join("\n")}
  </channel></rss>`;

const item = (url: string, photo: RealPhotoName, title: string, at: Date): string =>
  `<item><title>${title}</title><link>${url}/${photo}</link><guid>${url}/${photo}</guid>
  <pubDate>${at.toUTCString()}</pubDate><content:encoded><![CDATA[
  <figure><img src="${url}/photos/${photo}.jpg" alt="${title}"><figcaption>${title}. Photo: Ada Rossi</figcaption></figure>
  <p>${title}, and everybody who was there says that it was over before the second cup of coffee.</p>
  <p>The picture was made this morning, from the place where the road ends and the path begins.</p>]]></content:encoded></item>`;
