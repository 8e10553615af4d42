import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pictureIdentity, statedHeight, statedWidth } from "../../functions/posts/picture-address.ts";

describe("pictureIdentity", () => {
  it.each([
    [
      "https://a.example/u/rain.jpg",
      "https://a.example/u/rain-1024x683.jpg",
      "http://www.a.example/u/rain-300x200.jpg?ssl=1",
    ],
    [
      "https://a.example/u/rain.jpg",
      "https://a.example/u/rain-scaled.jpg",
      "https://i0.wp.com/a.example/u/rain.jpg?resize=600%2C400&ssl=1",
    ],
    [
      "https://a.files.wordpress.com/2020/10/rain.jpg?w=580&h=283",
      "https://a.files.wordpress.com/2020/10/rain.jpg?w=1024",
    ],
    [
      "https://1.bp.blogspot.com/-x/AAA/s320/rain.jpg",
      "https://1.bp.blogspot.com/-x/AAA/s1600/rain.jpg",
      "https://4.bp.blogspot.com/-x/AAA/w640-h426/rain.jpg",
      "https://1.bp.blogspot.com/-x/AAA/s72-c/rain.jpg",
    ],
    ["https://lh3.googleusercontent.com/abc=s1600", "https://lh3.googleusercontent.com/abc=w640-h426-p-k-no-nu"],
    ["https://cdn-images-1.medium.com/max/1024/1*x.jpeg", "https://cdn-images-1.medium.com/max/333/1*x.jpeg"],
    ["https://live.staticflickr.com/1/2_abc_b.jpg", "https://live.staticflickr.com/1/2_abc_z.jpg"],
    [
      "https://i.guim.co.uk/img/media/h/0_1_2/master/3000.jpg?w=140&q=55&s=aa",
      "https://i.guim.co.uk/img/media/h/0_1_2/master/3000.jpg?w=460&q=55&s=bb",
    ],
    [
      "https://a.example/sites/default/files/styles/large/public/rain.jpg?itok=x",
      "https://a.example/sites/default/files/rain.jpg",
    ],
    [
      "https://a.example/scale/geometry/264/q80/imgs/rain.jpeg",
      "https://a.example/scale/geometry/800/q80/imgs/rain.jpeg",
    ],
    ["https://i1.ytimg.com/vi/x/hqdefault.jpg", "https://i1.ytimg.com/vi/x/maxresdefault.jpg"],
  ])("is one for all sizes of %s", (first, ...others) => {
    for (const other of others) expect(pictureIdentity(other)).toBe(pictureIdentity(first));
  });

  it.each([
    ["https://a.example/u/rain-1.jpg", "https://a.example/u/rain-2.jpg"],
    ["https://a.example/u/rain.jpg", "https://b.example/u/rain.jpg"],
    ["https://a.example/pic.php?id=1&w=300", "https://a.example/pic.php?id=2&w=300"],
    ["https://a.example/2019/rain.jpg", "https://a.example/2020/rain.jpg"],
    ["https://cdn-images-1.medium.com/max/1024/1*x.jpeg", "https://cdn-images-1.medium.com/max/1024/1*y.jpeg"],
  ])("is not one for %s and %s", (one, other) => expect(pictureIdentity(one)).not.toBe(pictureIdentity(other)));

  it("takes anything for an address and always says the same of it", () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string()), (address) => {
        expect(pictureIdentity(address)).toBe(pictureIdentity(address));
      }),
    );
  });
});

describe("the size that an address states", () => {
  it.each([
    ["https://a.example/u/rain-1024x683.jpg", 1024, 683],
    ["https://a.example/u/rain.jpg?w=600", 600, undefined],
    ["https://1.bp.blogspot.com/-x/AAA/s1600/rain.jpg", 1600, undefined],
    ["https://a.example/u/rain.jpg", undefined, undefined],
  ])("%s", (address, width, height) => {
    expect(statedWidth(address)).toBe(width);
    expect(statedHeight(address)).toBe(height);
  });
});
