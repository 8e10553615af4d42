/** What shows in a photo's place until it is loaded: its dominant colour, and the colour of the alt text on it. */
export type Plate = { background: string; ink: string };

const light = "#fefdfc";
const dark = "#1d1e20";
const aim = 7;
const least = 4.5;

/**
 * A plate whose alt text is readable: the photo's dominant colour, moved towards light or dark until the ink on it has a
 * contrast of 7:1 as it is, and 4.5:1 still when a mail client inverts ground, ink or both.
 */
export const photoPlate = (dominantColour: string): Plate => {
  const inks = luminance(dominantColour) > 0.3 ? [dark, light] : [light, dark];
  for (let share = 0; share <= 1; share += 0.05) {
    for (const ink of inks) {
      const background = mixed(dominantColour, ink === dark ? light : dark, share);
      if (isReadable(background, ink)) return { background, ink };
    }
  }
  return { background: dark, ink: light };
};

const isReadable = (background: string, ink: string): boolean =>
  contrast(background, ink) >= aim &&
  contrast(inverted(background), inverted(ink)) >= least &&
  contrast(isLight(background) ? inverted(background) : background, isLight(ink) ? ink : inverted(ink)) >= least;

/** The lightness of HSL, mirrored, the hue kept: what mail clients do to a light mail in dark surroundings. */
const inverted = (colour: string): string => {
  const parts = channels(colour);
  const shift = 255 - Math.max(...parts) - Math.min(...parts);
  return hexOf(parts.map((channel) => channel + shift));
};

const isLight = (colour: string): boolean => Math.max(...channels(colour)) + Math.min(...channels(colour)) >= 255;

/** WCAG 2 contrast ratio of two colours such as #1d1e20, from 1 to 21. */
export const contrast = (one: string, other: string): number => {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
};

const channels = (colour: string): [number, number, number] => [
  Number.parseInt(colour.slice(1, 3), 16),
  Number.parseInt(colour.slice(3, 5), 16),
  Number.parseInt(colour.slice(5, 7), 16),
];

const linear = (channel: number): number => {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

const luminance = (colour: string): number => {
  const [red, green, blue] = channels(colour);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
};

const mixed = (from: string, to: string, share: number): string => {
  const ends = channels(to);
  return hexOf(channels(from).map((channel, i) => Math.round(channel + ((ends[i] as number) - channel) * share)));
};

const hexOf = (parts: readonly number[]): string =>
  `#${parts.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
