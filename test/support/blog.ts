import type { RequestListener } from "node:http";
import sharp from "sharp";
import { aSite, type Site } from "./site.ts";

export type Blog = Site & {
  /** What is asked of it from now on is answered 503. */
  broken: Set<string>;
  /** And for so many seconds it asks to be left alone then. */
  retryAfter?: number | undefined;
  /** The paths that were asked for, in order. */
  asked: string[];
  title: string;
  /** Posts that are not shown yet, whatever their date. */
  hidden: Set<number>;
  /** How many of its posts are out by now. */
  published: number;
  /** Whether the request, by its number, is answered 503. */
  fails: (request: number) => boolean;
};

/**
 * A photo blog of `posts` posts with two pictures each, whose feed shows the newest ten without a picture and the others
 * under `?paged=n`, as WordPress does; `rest` serves WordPress's REST API instead of further pages.
 */
export const aBlog = async (posts: number, { rest = false } = {}): Promise<Blog> => {
  const picture = await sharp({ create: { width: 120, height: 80, channels: 3, background: "#3a6b8c" } })
    .jpeg()
    .toBuffer();
  const broken = new Set<string>();
  const site = await aSite((request, response) => answer(request, response));
  const blog: Blog = Object.assign(site, {
    ...{ broken, hidden: new Set<number>(), asked: [] as string[], title: "Harbour", published: posts },
    fails: () => false,
  });
  const answer: RequestListener = (request, response) => {
    const numbers = Array.from({ length: blog.published }, (_, n) => blog.published - n).filter(
      (n) => !blog.hidden.has(n),
    );
    const { pathname: path, searchParams } = new URL(request.url ?? "/", "http://blog.invalid");
    blog.asked.push(request.url ?? "");
    const send = (type: string, body: string | Buffer, status = 200) =>
      response.writeHead(status, { "content-type": type }).end(body);
    const [, kind, name] = path.split("/");
    if (blog.broken.has(path) || blog.fails(blog.asked.length)) {
      if (blog.retryAfter !== undefined) response.setHeader("retry-after", String(blog.retryAfter));
      return send("text/plain", "", 503);
    }
    if (path === "/")
      return send("text/html", `<!doctype html><link rel="alternate" type="application/rss+xml" href="/feed">`);
    if (kind === "picture") return send("image/jpeg", picture);
    if (kind === "post") return send("text/html; charset=utf-8", pageOf(Number(name), site.url));
    if (path === "/wp-json/wp/v2/posts" && rest)
      return send("application/json", JSON.stringify(numbers.map((n) => restPost(n, site.url))));
    const page = Number(searchParams.get("paged") ?? 1);
    const some = numbers.slice((page - 1) * 10, page * 10);
    if (path !== "/feed" || some.length === 0 || (rest && page > 1)) return send("text/plain", "", 404);
    const etag = `"${blog.title} ${some.join(" ")}"`;
    if (request.headers["if-none-match"] === etag) return response.writeHead(304, { etag }).end();
    response.setHeader("etag", etag);
    return send("application/rss+xml; charset=utf-8", feedOf(some, site.url, blog.title));
  };
  return blog;
};

const dateOf = (n: number): Date => new Date(Date.UTC(2026, 10, 1) + n * 3_600_000);
const proseOf = (n: number): string => `The boat with the number ${n} came in before the fog did. Nobody waved.`;

const feedOf = (numbers: readonly number[], url: string, title: string): string => `<?xml version="1.0"?>
<rss version="2.0"><channel><title>Flashbulb</title><link>${url}</link><generator>https://wordpress.org/?v=6.6</generator>
${numbers
  .map(
    (
      n,
    ) => `<item><title>${title} ${n}</title><link>${url}/post/${n}</link><guid isPermaLink="false">${url}/?p=${n}</guid>
<pubDate>${dateOf(n).toUTCString()}</pubDate><description><![CDATA[<p>${proseOf(n)}</p>]]></description></item>`,
  )
  .join("\n")}</channel></rss>`;

const pageOf = (
  n: number,
  url: string,
): string => `<!doctype html><html lang="en"><head><title>Harbour ${n}</title></head>
<body><article><p>${proseOf(n)}</p>${["a", "b"]
  .map(
    (letter) =>
      `<figure><img src="${url}/picture/${n}${letter}.jpg"><figcaption>Boat ${n}${letter}</figcaption></figure>`,
  )
  .join("")}</article></body></html>`;

const restPost = (n: number, url: string) => ({
  id: n,
  date_gmt: dateOf(n).toISOString().slice(0, 19),
  guid: { rendered: `${url}/?p=${n}` },
  link: `${url}/post/${n}`,
  title: { rendered: `Harbour ${n}` },
  content: { rendered: `<p>${proseOf(n)}</p><img src="${url}/picture/${n}a.jpg">` },
  excerpt: { rendered: "" },
});
