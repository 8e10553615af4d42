/** Run in the page as it stands: the browser has no modules and no types here. Its answer is `PageMeasures`. */
(() => {
  const parse = (css) => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (css.match(/[\d.]+/g) ?? []).map(Number);
    return alpha === 0 ? undefined : [red, green, blue];
  };
  const lightness = ([red, green, blue]) => (Math.max(red, green, blue) + Math.min(red, green, blue)) / 510;
  /** Turns light into dark and leaves the hue, as mail clients do: the lightness of HSL, mirrored. */
  const inverted = (colour) => {
    const shift = 255 - Math.max(...colour) - Math.min(...colour);
    return colour.map((channel) => channel + shift);
  };
  const luminance = (colour) => {
    const [red = 0, green = 0, blue = 0] = colour.map((channel) => {
      const share = Math.min(255, Math.max(0, channel)) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (one, other) => {
    const [a, b] = [luminance(one), luminance(other)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const contrasts = (ink, ground) => ({
    shown: ratio(ink, ground),
    "partly inverted": ratio(
      lightness(ink) < 0.5 ? inverted(ink) : ink,
      lightness(ground) > 0.5 ? inverted(ground) : ground,
    ),
    inverted: ratio(inverted(ink), inverted(ground)),
  });
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour) return colour;
    }
    return [255, 255, 255];
  };
  const described = (element, words) => {
    const style = getComputedStyle(element);
    return {
      words: words.trim().slice(0, 40),
      size: Number.parseFloat(style.fontSize),
      contrast: contrasts(parse(style.color) ?? [0, 0, 0], groundOf(element)),
    };
  };

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent ?? "";
    if (element?.checkVisibility({ opacityProperty: true }) && words.trim() && element.tagName !== "STYLE")
      texts.push(described(element, words));
  }
  const images = [...document.images];
  for (const image of images) texts.push(described(image, image.alt));

  const box = (element) => element?.getBoundingClientRect();
  const footer = document.querySelector(".personal")?.parentElement;
  const highlights = [...document.querySelectorAll("h2.w")].find((title) => {
    const next = title.closest("div.bg")?.nextElementSibling;
    return (title.closest("div.bg")?.querySelector("h2 ~ p") ?? null) === null && next?.querySelector("img");
  });
  const pairs = [];
  for (const column of document.querySelectorAll(".mj-column-per-50")) {
    const next = column.nextElementSibling;
    const [mine, other] = [box(column.querySelector("img")), box(next?.querySelector("img"))];
    if (mine && other && mine.top === other.top) pairs.push([mine.height, other.height]);
  }
  return {
    texts,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    masthead: Math.ceil(box(document.querySelector(".rule"))?.bottom ?? 0),
    footerLines: [...(footer?.children ?? [])].reduce(
      (lines, part) =>
        lines + Math.round((box(part)?.height ?? 0) / Number.parseFloat(getComputedStyle(part).lineHeight)),
      0,
    ),
    highlightsTop: box(highlights)?.top ?? 0,
    pictures: images.map((image) => ({
      src: image.src,
      pixels: image.naturalWidth,
      shown: {
        attribute: Number(image.getAttribute("width")),
        ratio: image.width / image.height,
        ownRatio: image.naturalHeight === 0 ? image.width / image.height : image.naturalWidth / image.naturalHeight,
      },
    })),
    pairs,
    rows: [...document.querySelectorAll("div.bg")].map((row) => Math.ceil(box(row)?.height ?? 0)),
  };
})();
