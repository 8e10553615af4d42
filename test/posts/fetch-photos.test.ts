import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { type Fetched, type GuardedFetch, guardedFetch } from "../../functions/core/guarded-fetch.ts";
import { fetchPhotos } from "../../functions/posts/fetch-photos.ts";
import { isReady, type Photo, photoSchema } from "../../functions/posts/photo.ts";
import { memoryFiles } from "../support/memory-files.ts";
import { withIptc } from "../support/picture-bytes.ts";
import { aSite } from "../support/site.ts";

const aPhoto = (position: number, url: string, changes: Partial<Photo> = {}): Photo =>
  photoSchema.parse({ id: `photo${position}`, position, url, placement: "set", ...changes });

const picture = async (background: string): Promise<Buffer> =>
  sharp({ create: { width: 320, height: 240, channels: 3, background } })
    .jpeg()
    .toBuffer();

const found = (bytes: Buffer): Fetched => ({
  ok: true,
  status: 200,
  bytes: new Uint8Array(bytes),
  contentType: "image/jpeg",
  finalUrl: "https://a.example/a.jpg",
});

describe("fetching the photos of a post", () => {
  it("gives each in its order, kept and measured, or with the reason why it cannot be had", async () => {
    const good = withIptc(await picture("#2050a0"), { caption: "From the file", credit: "Agency" });
    await using site = await aSite((request, response) => {
      if (request.url === "/gone.jpg") return void response.writeHead(404).end();
      if (request.url === "/page.jpg") return void response.setHeader("content-type", "text/html").end("<p>no</p>");
      if (request.url === "/broken.jpg")
        return void response.setHeader("content-type", "image/jpeg").end(good.subarray(0, -300));
      response.setHeader("content-type", "image/jpeg").end(good);
    });
    const files = memoryFiles();
    const heard: string[] = [];
    const fetch = guardedFetch({ allow: [site.hostPort] });
    const paths = ["/good.jpg", "/gone.jpg", "/page.jpg", "/broken.jpg"];
    const photos = [
      ...paths.map((path, at) => aPhoto(at, site.url + path, { caption: "From the post" })),
      aPhoto(4, "http://169.254.169.254/latest/meta-data"),
    ];
    const fetched = await fetchPhotos({ fetch, files, onPhoto: (photo) => heard.push(photo.id) }, photos);
    expect(fetched.map(({ failure }) => failure)).toEqual([
      undefined,
      "was refused by its server (404)",
      "is not a picture",
      "is broken or cut short",
      "has an address that is not public",
    ]);
    expect(fetched.map(isReady)).toEqual([true, false, false, false, false]);
    expect(fetched[0]).toMatchObject({
      caption: "From the post",
      credit: "Agency",
      fromFile: ["credit"],
      measures: { width: 320, height: 240 },
    });
    expect(fetched.map(({ id }) => id)).toEqual(photos.map(({ id }) => id));
    expect(heard.toSorted()).toEqual(photos.map(({ id }) => id));
    expect([...files.stored.keys()].every((key) => key.startsWith("photos/photo0/"))).toBe(true);
  });

  it("asks for no picture that is here, and again for one that failed", async () => {
    const asked: string[] = [];
    const fetch: GuardedFetch = async ({ url }) => {
      asked.push(url);
      return found(await picture("#a05020"));
    };
    const deps = { fetch, files: memoryFiles() };
    const once = await fetchPhotos(deps, [aPhoto(0, "https://a.example/0.jpg", { failure: "did not come in time" })]);
    expect(once[0]?.failure).toBeUndefined();
    expect(await fetchPhotos(deps, once)).toEqual(once);
    expect(asked).toEqual(["https://a.example/0.jpg"]);
  });

  it("says which failures would come of every other try", async () => {
    const frames = Buffer.alloc(80 * 80 * 2 * 3, 128);
    for (let at = 0; at < 80 * 80 * 3; at++) frames[at] = at % 251;
    const animated = await sharp(frames, { raw: { width: 80, height: 160, channels: 3, pageHeight: 80 } })
      .webp({ loop: 0, delay: [100, 100] })
      .toBuffer();
    const small = await sharp({ create: { width: 40, height: 40, channels: 3, background: "#a05020" } })
      .png()
      .toBuffer();
    const whole = await picture("#a05020");
    const answers: Record<string, Awaited<ReturnType<GuardedFetch>>> = {
      animated: found(animated),
      small: found(small),
      drawing: found(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")),
      huge: { ok: false, reason: "too-large" },
      cut: found(whole.subarray(0, -300)),
      page: found(Buffer.from("<p>down for maintenance</p>")),
      slow: { ok: false, reason: "timeout" },
      gone: { ok: false, reason: "status", status: 404 },
    };
    const names = Object.keys(answers);
    const fetch: GuardedFetch = async ({ url }) =>
      answers[names.find((name) => url.includes(name)) as string] as Fetched;
    const photos = names.map((name, at) => aPhoto(at, `https://a.example/${name}`));
    const fetched = await fetchPhotos({ fetch, files: memoryFiles() }, photos);
    expect(fetched.every(({ failure }) => failure !== undefined)).toBe(true);
    expect(names.filter((_, at) => fetched[at]?.failureLasts)).toEqual(["animated", "small", "drawing", "huge"]);
  });

  it("has four on their way at a time, and no more", async () => {
    let now = 0;
    let most = 0;
    const fetch: GuardedFetch = async () => {
      most = Math.max(most, ++now);
      await new Promise((done) => setTimeout(done, 5));
      now--;
      return { ok: false, reason: "timeout" };
    };
    const photos = Array.from({ length: 20 }, (_, at) => aPhoto(at, `https://a.example/${at}.jpg`));
    const fetched = await fetchPhotos({ fetch, files: memoryFiles() }, photos);
    expect(most).toBe(4);
    expect(fetched.every(({ failure }) => failure === "did not come in time")).toBe(true);
  });

  it("throws when the files cannot be written: that is no fault of the photo", async () => {
    const files = { ...memoryFiles(), put: () => Promise.reject(new Error("disk full")) };
    const fetch: GuardedFetch = async () => found(await picture("#a05020"));
    await expect(fetchPhotos({ fetch, files }, [aPhoto(0, "https://a.example/0.jpg")])).rejects.toThrow("disk full");
  });
});
