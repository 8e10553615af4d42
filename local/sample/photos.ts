import type { PhotographName } from "./photographs.ts";

/** A rectangle of one of the eight photographs, with its words; `alt` says what is seen, `caption` what it is. */
export type CroppedPhoto = {
  of: PhotographName;
  left: number;
  top: number;
  width: number;
  height: number;
  alt: string;
  caption: string;
  /** Printed the wrong way round, as readers do. */
  mirrored?: true;
  /** Width of the file where it is smaller than the rectangle: a scan of a scan. */
  shrunkTo?: number;
  /** Nobody says whose it is, in the post or in the file. */
  uncredited?: true;
};

/** A picture that is no photograph, drawn by code. */
export type DrawnPhoto = { drawing: "poster" | "screenshot"; alt: string; caption: string };

export type SamplePhoto = CroppedPhoto | DrawnPhoto;

type Rectangle = readonly [left: number, top: number, width: number, height: number];

const crop = (
  of: PhotographName,
  [left, top, width, height]: Rectangle,
  caption: string,
  alt: string,
): CroppedPhoto => ({
  of,
  left,
  top,
  width,
  height,
  caption,
  alt,
});

const canyonWhole = crop(
  "canyon",
  [0, 40, 1024, 683],
  "Black Cañon of the Colorado, from Camp 8, 1871",
  "A small boat with a bare mast lies at the stony edge of a wide, smooth river between dark canyon walls.",
);

export const photos = {
  "canyon-whole": canyonWhole,
  "canyon-river": crop(
    "canyon",
    [0, 260, 735, 490],
    "The Colorado at Camp 8, without its sky",
    "A wide, still river lies between dark rock and a stony beach, where a small boat is tied up.",
  ),
  "canyon-boat": crop(
    "canyon",
    [0, 410, 520, 340],
    "Camp 8, 1871: one boat, one hat, one unexplained box",
    "A man in a hat bends over in a small boat moored at a stony bank; behind the mast stands a dark, square tent.",
  ),
  "canyon-gap": crop(
    "canyon",
    [420, 190, 370, 480],
    "The way upstream",
    "Between two dark shoulders of rock a pale mesa closes the view, its light falling across the still river.",
  ),
  "canyon-cliff": crop(
    "canyon",
    [690, 0, 334, 490],
    "The right-hand wall, which takes up no light at all",
    "A cliff in silhouette runs steeply from the lower left to the upper right against a pale sky.",
  ),
  "canyon-stones": crop(
    "canyon",
    [504, 440, 520, 310],
    "The stones at the water's edge, 1871",
    "Rounded stones lie along the edge of still water with a broad band of light on it.",
  ),

  "harbour-whole": crop(
    "harbour",
    [0, 110, 1024, 683],
    "Boats in a river at Nagasaki, about 1865",
    "Two roofed boats lie in the foreground of a calm river; a big junk leans on the far bank below a village.",
  ),
  "harbour-junk": crop(
    "harbour",
    [400, 100, 384, 486],
    "One prop, one ship, no hurry: Nagasaki, about 1865",
    "A high-sterned wooden junk sits on the mud at low water, its single mast rising past tiled roofs into a blank sky.",
  ),
  "harbour-village": crop(
    "harbour",
    [0, 210, 485, 300],
    "The village behind the boats, about 1865",
    "Thatched and tiled roofs crowd up a slope under round, bare hills.",
  ),
  "harbour-boatman": crop(
    "harbour",
    [0, 480, 508, 339],
    "The boatman, who has the best seat in the picture",
    "A man with a headband sits at the open end of a long roofed boat, looking straight at the camera.",
  ),
  "harbour-boy": crop(
    "harbour",
    [644, 339, 380, 480],
    "In checks, on the second boat, thinking of something else",
    "A hooded figure in a checked jacket leans on the side of a small cabin boat below a stone quay.",
  ),
  "harbour-shore": crop(
    "harbour",
    [524, 170, 500, 333],
    "Rigging first, roofs second, one large pine third",
    "Ropes run down from a mast in front of low houses; a dark pine frames the right-hand side.",
  ),
  "harbour-oars": crop(
    "harbour",
    [504, 500, 520, 319],
    "Two bows and a stern, arranged by nobody",
    "The prow of one boat points across at another, where someone leans on a cabin; a hull rests behind them.",
  ),
  "harbour-stilts": crop(
    "harbour",
    [0, 380, 500, 250],
    "The landing stage, mostly held up by habit",
    "A thin pier of poles stands over calm water in front of thatched sheds, a rowing boat pulled in beside it.",
  ),

  "home-whole": crop(
    "home",
    [0, 60, 1024, 683],
    "An abandoned house of the Dust Bowl, about 1935–1940",
    "A one-room wooden house stands empty at the right of a wide, bare plain under small clouds.",
  ),
  "home-house": crop(
    "home",
    [420, 130, 604, 403],
    "Every board of it: the house that the art department counted",
    "An unpainted wooden house with an open doorway; the sky shows through it on the other side.",
  ),
  "home-sky": crop(
    "home",
    [40, 0, 380, 480],
    "Nine parts sky, one part fence",
    "A tall sky full of soft cloud above a flat horizon and a few fence posts.",
  ),
  "home-door": crop(
    "home",
    [500, 170, 384, 480],
    "The door, and the stone that served as its step",
    "The gable end of a plank house: an open door with daylight behind it and a boulder for a doorstep.",
  ),
  "home-plain": crop(
    "home",
    [0, 260, 500, 333],
    "What the front door looked out on",
    "Dry ground, a shallow gully and a line of fence posts run out to a level horizon.",
  ),
  "home-clouds": crop(
    "home",
    [100, 0, 490, 250],
    "No rain in any of them",
    "Heaped white clouds drift across a grey sky.",
  ),
  "home-window": crop(
    "home",
    [640, 180, 384, 480],
    "Two windows, one of them boarded with what was to hand",
    "The long side of a plank house on bare sand: one window patched with dark sheeting, the other open to the sky.",
  ),

  "alp-range": crop(
    "alp",
    [30, 0, 960, 484],
    "Some mountains. That is all the label says",
    "A row of snow-covered peaks above a dark forest of spruces, with a grassy slope falling in from the right.",
  ),
  "alp-peaks": crop(
    "alp",
    [90, 10, 640, 427],
    "Three summits, one of them shy",
    "Snow-covered rock in evening light, with a row of dark spruces in front of it.",
  ),
  "alp-left": crop(
    "alp",
    [14, 0, 516, 344],
    "The two square ones, with new snow",
    "Two broad snowy summits stand over ragged treetops.",
  ),
  "alp-spruce": crop(
    "alp",
    [470, 0, 370, 484],
    "One spruce, standing where a portrait painter would have put it",
    "A single spruce rises in front of a pale, pointed mountain.",
  ),
  "alp-stand": crop(
    "alp",
    [8, 0, 350, 484],
    "The left wing of the choir",
    "Tall, half-bare conifers fill the lower half; snowy rock fills the upper.",
  ),
  "alp-snag": crop(
    "alp",
    [300, 0, 350, 484],
    "The dead one in front has the best view",
    "A leafless trunk with broken arms stands among living spruces below two mountains.",
  ),
  "alp-slope": crop(
    "alp",
    [674, 0, 350, 484],
    "The way down is on the right",
    "A steep meadow slants across the picture, a file of spruces along its edge and peaks beyond.",
  ),

  "plane-whole": crop(
    "plane",
    [0, 34, 1024, 683],
    "An aeroplane, viewed from above looking down",
    "An aeroplane with roundels on its wings, seen from directly above, over small clouds and a patchwork of fields.",
  ),
  "plane-right": crop(
    "plane",
    [330, 10, 694, 463],
    "Most of an aeroplane, and all of a road",
    "The body and right wing of an aeroplane from above; below it a pale road crosses ploughed fields.",
  ),
  "plane-wing-left": crop(
    "plane",
    [0, 60, 500, 333],
    "Port wing, with target",
    "The tip of a wing with a large roundel, and dark fields and a cloud below it.",
  ),
  "plane-wing-right": crop(
    "plane",
    [544, 60, 480, 320],
    "Starboard wing, with shortcut",
    "A ribbed wing with a roundel; a pale road runs away from its tip.",
  ),
  "plane-fuselage": crop(
    "plane",
    [350, 237, 384, 480],
    "Tail and fuselage, passing a cloud",
    "The narrow body and rounded tail of an aeroplane from above, bright cloud to its left.",
  ),
  "plane-clouds": crop(
    "plane",
    [0, 330, 500, 333],
    "The weather underneath",
    "Two ragged clouds float over dark fields crossed by a thin road.",
  ),
  "plane-nose": crop(
    "plane",
    [370, 20, 400, 500],
    "Nose, propeller, and a road with somewhere to be",
    "The front half of an aeroplane from above, its propeller still, a winding road ahead of it.",
  ),

  "acanthus-whole": crop(
    "acanthus",
    [0, 18, 790, 988],
    "Acanthus mollis, 1928, all of it",
    "Three veined buds one above another on a dark stem, with pairs of spiny leaves reaching out like arms.",
  ),
  "acanthus-crown": crop(
    "acanthus",
    [120, 20, 560, 373],
    "The top bud, which believes it is a cathedral",
    "A veined, lantern-shaped bud ringed with dark spines.",
  ),
  "acanthus-lower": crop(
    "acanthus",
    [60, 430, 690, 460],
    "Two storeys of it, with balconies",
    "Pairs of spiny leaves stand out to either side of a bud and its dark stem.",
  ),
  "acanthus-bud": crop(
    "acanthus",
    [203, 20, 384, 480],
    "Bud over bud, close enough to be scratched",
    "Two spiny buds, one above the other, their veins as fine as leading in a window.",
  ),
  "acanthus-foot": crop(
    "acanthus",
    [203, 544, 384, 480],
    "The part that meets the gardener",
    "A bud on a thick dark stem with two toothed leaves below it.",
  ),

  "allium-whole": crop(
    "allium",
    [0, 10, 807, 1009],
    "A mountain leek about to open, 1928",
    "A head of pointed flower buds bursts from a papery sheath on a straight stem.",
  ),
  "allium-flowers": crop(
    "allium",
    [20, 30, 760, 480],
    "Flowers of a small mountain leek, greatly enlarged, 1928",
    "Groups of pointed petals, light and dark, fan out above a split sheath.",
  ),
  "allium-stem": crop(
    "allium",
    [240, 450, 384, 480],
    "The sheath, from the side that nobody looks at",
    "A ribbed, cup-shaped sheath narrows to a plain round stem on a cream ground.",
  ),
  "allium-left": crop(
    "allium",
    [0, 50, 384, 480],
    "Left-hand flowers, gossiping",
    "Two open flowers lean together above the torn edge of a sheath.",
  ),
  "allium-right": crop(
    "allium",
    [423, 40, 384, 480],
    "Right-hand flowers, pretending not to listen",
    "Pale and dark petals side by side, the tip of a dry sheath curling up beneath them.",
  ),
  "allium-heart": crop(
    "allium",
    [210, 205, 440, 550],
    "What was inside",
    "Closed buds press against each other in the opening of a ribbed sheath.",
  ),

  "cat-whole": crop(
    "cat",
    [10, 2, 1004, 506],
    "Twenty-four views of one cat, 1887",
    "Four rows of six small pictures show a tabby walking, then running, before a squared wall.",
  ),
  "cat-walk": crop(
    "cat",
    [4, 6, 508, 372],
    "Nine moments in a cat's day, all of them unhurried",
    "Nine small pictures of a tabby walking to the right, its tail upright like a flag.",
  ),
  "cat-gallop": crop(
    "cat",
    [340, 132, 510, 366],
    "The change of gear, frame by frame",
    "Nine small pictures of a tabby that stretches from a crouch into a long, low run.",
  ),
  "cat-start": crop(
    "cat",
    [4, 6, 340, 496],
    "Setting off, with tail",
    "Eight pictures in two columns: the tabby sets off, gathers itself and breaks into a run.",
  ),
  "cat-middle": crop(
    "cat",
    [341, 6, 340, 496],
    "Somewhere between a trot and a decision",
    "Two columns of four pictures follow a striped cat from a walk to a full stretch.",
  ),
  "cat-end": crop(
    "cat",
    [678, 6, 340, 496],
    "The last frames, in which the cat wins",
    "Eight pictures in two columns: a tabby lowers its body, gallops and lands on its front paws.",
  ),

  "canyon-again": {
    ...canyonWhole,
    shrunkTo: 860,
    caption: "Nadja’s kitchen has the river over the toaster",
    alt: "The river print from the newsletter, framed by a reader: dark canyon walls, a boat at the bank.",
  },
  "canyon-mirrored": {
    ...canyonWhole,
    mirrored: true,
    caption: "Hung the wrong way round, and defended",
    alt: "The same river running the other way: the boat has gone over to the right-hand side.",
  },
  IMG_4471: {
    ...crop("acanthus", [120, 20, 560, 373], "IMG_4471.JPG", "A spiny bud, photographed from a print on a wall."),
    uncredited: true,
  },
  "regatta-poster": {
    drawing: "poster",
    caption: "The only thing on this list that is not a photograph",
    alt: "A printed poster: a red sun, a black sail and bands of blue water.",
  },
  "bench-map": {
    drawing: "screenshot",
    caption: "Our map of benches, this morning",
    alt: "A telephone screen with a pale map, a search bar and a list of places.",
  },
} as const satisfies Record<string, SamplePhoto>;

export type SamplePhotoName = keyof typeof photos;

export const isSamplePhoto = (name: string): name is SamplePhotoName => Object.hasOwn(photos, name);
