import { type Newsletter, newsletterSchema } from "../../functions/core/newsletter.ts";
import type { Block, Crop, Digest, PlacedPhoto, Story } from "../../functions/digest/digest.ts";
import { issueId, type Window } from "../../functions/digest/issue.ts";
import type { MailInput } from "../../functions/digest/mail-input.ts";
import type { Photo } from "../../functions/posts/photo.ts";
import { type IncomingPost, type Post, postSchema } from "../../functions/posts/post.ts";

/** The eight photographs of the sample, upright and whole. */
export const photographs = {
  "nagasaki-boats": { width: 1024, height: 819, colour: "#8a8378" },
  "airplane-from-above": { width: 1024, height: 717, colour: "#a39b8c" },
  "acanthus-mollis": { width: 790, height: 1024, colour: "#4b4a46" },
  "allium-oreophilum": { width: 807, height: 1024, colour: "#6a6a66" },
  "black-canyon": { width: 1024, height: 750, colour: "#6b5f4f" },
  "dust-bowl-home": { width: 1024, height: 788, colour: "#b7b2a8" },
  "french-alpine-landscape": { width: 1024, height: 484, colour: "#c8c2b4" },
  "locomotion-house-cat": { width: 1024, height: 510, colour: "#57524a" },
} as const;
export type Photograph = keyof typeof photographs;

export const slotSentinels = {
  unsubscribeUrl: "u7k2m9q4x1v8b3n6c5z0a7s2d4",
  preferencesUrl: "p3f8h1j6l9w2e5r7t0y4i8o1g6",
  viewUrl: "v5b0n4m8k2j7h3g9f1d6s0a2q5",
};

export const weekOfMail: Window = { from: "2026-11-14T07:00:00.000Z", until: "2026-11-21T07:00:00.000Z" };

export const flashbulb = (changes: object = {}): Newsletter =>
  newsletterSchema.parse({
    id: "flashbulb",
    name: "Flashbulb",
    language: "en-GB",
    zone: "Europe/Rome",
    cadence: { kind: "weekly", weekday: 6, time: "08:00" },
    sender: { name: "Flashbulb", address: "digest@news.flashbulb.example" },
    postalAddress: "Flashbulb, Via Margutta 12, 00187 Roma, Italy",
    listId: "weekly.flashbulb.example",
    siteUrl: "https://flashbulb.example",
    linkParameters: { utm_source: "weekly" },
    ...changes,
  });

export const aMailPhoto = (of: Photograph, position: number, changes: Partial<Photo> = {}): Photo => {
  const { width, height, colour } = photographs[of];
  return {
    id: `${of}-${position}`,
    position,
    url: `https://flashbulb.example/photos/${of}-${position}.jpg`,
    placement: "set",
    files: [],
    measures: {
      width,
      height,
      phash: "0123456789abcdef",
      phashMirrored: "fedcba9876543210",
      sharpness: 12,
      clipping: 0,
      dominantColour: colour,
      attention: { x: 0.5, y: 0.5 },
    },
    original: { key: `originals/${of}.jpg`, width, height, bytes: 200_000 },
    ...changes,
  };
};

/** A post of the week of the mail; `n` makes its identity and its address. */
export const aMailPost = (n: number, changes: Partial<IncomingPost> & { title: string }): Post =>
  postSchema.parse({
    id: `post-${n}`,
    newsletterId: "flashbulb",
    source: "feed",
    guid: `guid-${n}`,
    url: `https://flashbulb.example/2026/11/story-${n}/`,
    publishedAt: `2026-11-${14 + (n % 7)}T09:00:00.000Z`,
    firstSeenAt: `2026-11-${14 + (n % 7)}T09:05:00.000Z`,
    fingerprint: `fingerprint-${n}`,
    paragraphs: [],
    excerpt: "",
    ...changes,
  });

/** The largest part of the photograph with the shape of its place, a little above the middle. */
export const place = (post: Post, photo: number, width: number, height: number): PlacedPhoto => {
  const { id, measures } = post.photos[photo] as Photo;
  const source = measures ?? { width, height };
  const share = Math.min(source.width / width, source.height / height);
  const crop: Crop = {
    left: Math.round((source.width - width * share) / 2),
    top: Math.round((source.height - height * share) / 3),
    width: Math.round(width * share),
    height: Math.round(height * share),
  };
  return { postId: post.id, photoId: id, crop, width, height, fileWidth: Math.min(2 * width, crop.width) };
};

export const aDigest = (blocks: readonly Block[]): Digest => ({
  blocks,
  postReasons: {},
  photoReasons: {},
  trimmed: [],
  remarks: [],
});

/** The address of a placed photo's file; `test/support/pictures.ts` answers for it. */
export const pictureUrl = ({ photoId, crop, fileWidth }: PlacedPhoto): string => {
  const { left, top, width, height } = crop;
  return `https://photos.flashbulb.example/${encodeURIComponent(photoId)}/${left}-${top}-${width}-${height}/${fileWidth}.jpg`;
};

export const aMailOf = (
  posts: readonly Post[],
  blocks: readonly Block[],
  changes: Partial<MailInput> = {},
): MailInput => ({
  newsletter: flashbulb(),
  issueId: issueId("flashbulb", weekOfMail),
  window: weekOfMail,
  digest: aDigest(blocks),
  posts: new Map(posts.map((post) => [post.id, post])),
  subject: "The harbour wakes before the crew does",
  preheader: "A propeller plane over the salt flats, and the greenhouse scene nobody planned",
  links: {
    photo: pictureUrl,
    file: (key) => `https://photos.flashbulb.example/${key}`,
    allStories: `https://flashbulb.example/newsletters/flashbulb/issues/${issueId("flashbulb", weekOfMail)}/posts`,
    slots: slotSentinels,
  },
  ...changes,
});

const credit = "Marta Oliveira/Harbour Pictures";

const richPosts: readonly Post[] = [
  aMailPost(0, {
    title: "The harbour wakes before the crew does: four mornings on the set of ‘Low Tide’",
    excerpt:
      "At half past four the only lights on the quay belong to the bakery and the grip truck. By five the boats are in place, the fog machine has been sent home because the real thing turned up, and Ines Calder is rehearsing a goodbye to an actor who is still asleep.",
    photos: [
      aMailPhoto("nagasaki-boats", 0, {
        caption:
          "The fishing fleet, hired for a day and kept for a week, waits for the tide that gives the film its name.",
        alt: "Wooden fishing boats moored close together in a harbour",
        credit,
      }),
      ...Array.from({ length: 23 }, (_, i) => aMailPhoto("nagasaki-boats", i + 1, { credit })),
    ],
    embeds: [{ service: "instagram", url: "https://www.instagram.com/p/low-tide/", author: "Ines Calder" }],
  }),
  aMailPost(1, {
    title: "A propeller plane, a dry lake, one take",
    excerpt: "The pilot had eleven minutes of fuel to spare and the director had one idea. Both were used up.",
    photos: [
      aMailPhoto("airplane-from-above", 0, {
        caption: "Seen from the chase plane: the second unit’s only pass over the salt flats before the wind came up",
        alt: "A propeller aeroplane seen from above, over pale ground",
        credit: "Photo: Jonas Feld/Second Unit",
      }),
    ],
  }),
  aMailPost(2, {
    title: "In the greenhouse with the costume department",
    excerpt:
      "Every leaf in the ballroom scene is cut from silk. We followed one of them from the drawing table to the dress.",
    photos: [
      aMailPhoto("acanthus-mollis", 0, {
        caption: "The drawing that became forty metres of embroidery",
        credit: "Atelier Nord",
      }),
      aMailPhoto("allium-oreophilum", 1, {
        caption: "Pressed, scanned and sewn: an allium from the garden behind the studio",
        alt: "A flowering allium, stem and bulb, against a plain ground",
        credit: "Atelier Nord",
      }),
    ],
  }),
  aMailPost(3, {
    title: "The house at the end of the road is still standing",
    excerpt: "Built for one winter in 1988 and never taken down. Three productions have burnt its barn since.",
    photos: [
      aMailPhoto("dust-bowl-home", 0, {
        caption: "The farmhouse, this time playing itself",
        alt: "A wooden farmhouse on bare ground under a wide sky",
        credit: "Lena Horvat",
      }),
    ],
  }),
  aMailPost(4, {
    title: "Nobody directs the cat",
    excerpt:
      "Six cameras in a row, a white wall and a very long afternoon: how the title sequence of ‘Nine Lives’ was shot.",
    photos: [
      aMailPhoto("locomotion-house-cat", 0, {
        caption: "Frame by frame, with nothing added later",
        alt: "A sequence of frames of a running cat",
        credit: "Studio Sette",
      }),
    ],
    embeds: [{ service: "youtube", url: "https://www.youtube.com/watch?v=ninelives" }],
  }),
  aMailPost(5, {
    title: "Scouting the black canyon, on foot",
    excerpt: "The script says “a gorge”. Two location managers, nine days and one broken axle say this one.",
    photos: [
      aMailPhoto("black-canyon", 0, {
        caption:
          "Looking downstream at first light. The crane will stand on the left bank, where the shadow ends, if the mules agree to carry it there.",
        alt: "A river between the steep walls of a canyon",
        credit: "Teo Brandt/Far Locations",
      }),
      aMailPhoto("black-canyon", 1, { caption: "The way in", credit: "Teo Brandt/Far Locations" }),
    ],
  }),
  aMailPost(6, {
    title: "Second unit, first snow",
    excerpt: "The avalanche was planned for Thursday. The snow had other plans and so, by noon, did the insurers.",
    photos: [
      aMailPhoto("french-alpine-landscape", 0, {
        caption: "Base camp, an hour before the road was closed",
        alt: "Snow-covered mountains above a valley",
        credit: "Margaux Étienne",
      }),
      aMailPhoto("french-alpine-landscape", 1, { caption: "The north face", credit: "Margaux Étienne" }),
    ],
  }),
  aMailPost(7, {
    title: "What the extras ate",
    excerpt:
      "Four hundred Roman soldiers, two pasta stations and a strict rule about sauce near the white cloaks. The caterers kept a diary and let us read it.",
  }),
  aMailPost(8, {
    title: "“I learnt to row in a car park”: Samir Haddad on his first lead",
    excerpt: "He got the part on a Tuesday, and the blisters on Wednesday. A conversation at the end of a long week.",
  }),
  aMailPost(9, {
    title: "The last projectionist of Via Nomentana",
    excerpt: "He still threads every reel by hand, and he still will not say which ending he prefers.",
  }),
];

const moreTitles = [
  "Trailer: the first two minutes of ‘Low Tide’",
  "Casting notes: three newcomers to remember",
  "Zoë Krämer joins the crew of ‘Sœurs de lait’",
  "مهرجان السينما يفتتح دورته الجديدة في القاهرة",
  "The red carpet in nine umbrellas",
  "How to light a kitchen like a cathedral",
  "Stills from a film that was never finished",
  "On the train with the sound department",
  "A weekend of open-air screenings",
  "The map room, rebuilt plank by plank",
  "Old lenses, new marks",
  "Where the storm scene was really filmed",
];
const morePosts = moreTitles.map((title, i) => aMailPost(i + 20, { title }));

const at = (n: number): Post => richPosts[n] as Post;
const story = (n: number, shape: Story["shape"], photo?: PlacedPhoto): Story => ({
  postId: at(n).id,
  shape,
  photo,
  excerpt: at(n).excerpt,
});

/** A full week: a set of 24 photos as lead, nine highlights, seven stories, a sponsor, twelve more. */
export const aRichMail = (changes: Partial<MailInput> = {}): MailInput =>
  aMailOf(
    [...richPosts, ...morePosts],
    [
      { kind: "lead", lead: { postId: at(0).id, photo: place(at(0), 0, 600, 480), excerpt: at(0).excerpt } },
      {
        kind: "highlights",
        rows: [
          { shape: "full", photos: [place(at(1), 0, 600, 400)] },
          { shape: "pair", photos: [place(at(2), 0, 296, 370), place(at(2), 1, 296, 370)] },
          { shape: "full", photos: [place(at(5), 0, 600, 400)] },
          { shape: "pair", photos: [place(at(3), 0, 296, 197), place(at(4), 0, 296, 197)] },
          { shape: "full", photos: [place(at(6), 0, 600, 400)] },
        ],
      },
      {
        kind: "stories",
        stories: [
          story(5, "card", place(at(5), 1, 240, 180)),
          story(7, "text"),
          story(6, "card", place(at(6), 1, 240, 180)),
          story(8, "text"),
          story(3, "card", place(at(3), 0, 240, 180)),
          story(9, "text"),
        ],
      },
      {
        kind: "sponsor",
        sponsor: {
          id: "lens-library",
          name: "The Lens Library",
          headline: "Borrow a fifty-year-old lens for a weekend",
          text: "Forty vintage lenses, cleaned, measured and insured, sent to your door on Friday and fetched again on Monday.",
          url: "https://lens-library.example/weekend",
          from: "2026-11-01T00:00:00.000Z",
          until: "2026-12-01T00:00:00.000Z",
        },
      },
      { kind: "more", postIds: morePosts.map(({ id }) => id), total: 34 },
    ],
    changes,
  );

/** A thin week: a lead without a photo, one story, nothing else. */
export const aThinMail = (): MailInput =>
  aMailOf(
    richPosts,
    [
      { kind: "lead", lead: { postId: at(7).id, excerpt: at(7).excerpt } },
      { kind: "stories", stories: [story(9, "text")] },
    ],
    { subject: "What the extras ate", preheader: "The last projectionist of Via Nomentana" },
  );

/** The same week in Arabic, written from right to left. */
export const anArabicMail = (): MailInput => {
  const lead = aMailPost(0, {
    title: "الميناء يستيقظ قبل طاقم الفيلم",
    excerpt: "في الرابعة والنصف صباحا لا يضيء الرصيف إلا المخبز وشاحنة المعدات. وعند الخامسة تكون القوارب في أماكنها.",
    photos: [
      aMailPhoto("nagasaki-boats", 0, {
        caption: "أسطول الصيد ينتظر المد الذي أعطى الفيلم اسمه",
        alt: "قوارب خشبية راسية في ميناء",
        credit: "مارتا أوليفيرا/Harbour Pictures",
      }),
      aMailPhoto("nagasaki-boats", 1),
    ],
    embeds: [{ service: "instagram", url: "https://www.instagram.com/p/low-tide/", author: "إيناس كالدر" }],
  });
  const pair = aMailPost(1, {
    title: "في البيت الزجاجي مع قسم الأزياء",
    excerpt: "كل ورقة في مشهد قاعة الرقص مقصوصة من الحرير.",
    photos: [
      aMailPhoto("acanthus-mollis", 0, { caption: "الرسم الذي صار أربعين مترا من التطريز", credit: "Atelier Nord" }),
      aMailPhoto("allium-oreophilum", 1, { caption: "زهرة من حديقة الاستوديو", credit: "Atelier Nord" }),
      aMailPhoto("black-canyon", 2, { caption: "الوادي عند أول ضوء", credit: "Teo Brandt" }),
    ],
  });
  const stories = [
    aMailPost(2, {
      title: "الوحدة الثانية والثلج الأول",
      excerpt: "كان الانهيار مقررا يوم الخميس. لكن الثلج كانت له خطة أخرى.",
      photos: [aMailPhoto("french-alpine-landscape", 0, { credit: "Margaux Étienne" })],
    }),
    aMailPost(3, { title: "Low Tide: the English trailer", excerpt: "Two minutes of fog, and one of them is real." }),
  ];
  const more = [
    aMailPost(4, { title: "المقطع الدعائي الأول" }),
    aMailPost(5, { title: "آخر عارض أفلام في المدينة" }),
    aMailPost(6, { title: "ماذا أكل الكومبارس" }),
  ];
  return aMailOf(
    [lead, pair, ...stories, ...more],
    [
      { kind: "lead", lead: { postId: lead.id, photo: place(lead, 0, 600, 480), excerpt: lead.excerpt } },
      {
        kind: "highlights",
        rows: [
          { shape: "pair", photos: [place(pair, 0, 296, 370), place(pair, 1, 296, 370)] },
          { shape: "full", photos: [place(pair, 2, 600, 400)] },
        ],
      },
      {
        kind: "stories",
        stories: stories.map((post) => {
          const photo = post.photos.length > 0 ? place(post, 0, 240, 180) : undefined;
          return { postId: post.id, shape: photo ? "card" : "text", photo, excerpt: post.excerpt } as const;
        }),
      },
      { kind: "more", postIds: more.map(({ id }) => id), total: 7 },
    ],
    {
      newsletter: flashbulb({ language: "ar", name: "فلاش", postalAddress: "فلاش، شارع طلعت حرب ١٢، القاهرة" }),
      subject: "الميناء يستيقظ قبل طاقم الفيلم",
      preheader: "الوحدة الثانية والثلج الأول",
    },
  );
};

/** Markup, braces, quotes, a bidi override left open, CRLF and a tab: in every field that somebody else fills. */
export const hostile = (n: number): string =>
  `${n} <script>alert(${n})</script></td></table> {{#each x}} {{{constructor}}} "quoted" 'single' \u202e\u2066 \r\nBcc: x@y.example\t&amp <!--[if mso]> ${"`"}=\u0000 done.`;

export const aHostileMail = (): MailInput => {
  const photo = (n: number, of: Photograph) =>
    aMailPhoto(of, n, { caption: hostile(10 * n), alt: hostile(10 * n + 1), credit: hostile(10 * n + 2) });
  const post = (n: number, of: Photograph) =>
    aMailPost(n, {
      title: hostile(100 + n),
      excerpt: hostile(200 + n),
      url: `https://flashbulb.example/?q="><script>alert(1)</script>&n=${n}#'{{x}}`,
      photos: [photo(n, of), photo(n + 50, of)],
      embeds: [{ service: "other", url: `https://elsewhere.example/?q="'<b>${n}`, author: hostile(300 + n) }],
    });
  const posts = [
    post(1, "nagasaki-boats"),
    post(2, "airplane-from-above"),
    post(3, "acanthus-mollis"),
    post(4, "allium-oreophilum"),
    post(5, "black-canyon"),
    post(6, "dust-bowl-home"),
  ];
  const [a, b, c, d, e, f] = posts as [Post, Post, Post, Post, Post, Post];
  return aMailOf(
    posts,
    [
      { kind: "note", text: `${hostile(400)}\n\n${hostile(401)}` },
      { kind: "lead", lead: { postId: a.id, photo: place(a, 0, 600, 480), excerpt: a.excerpt } },
      {
        kind: "highlights",
        rows: [
          { shape: "full", photos: [place(b, 0, 600, 400)] },
          { shape: "pair", photos: [place(c, 0, 296, 370), place(d, 0, 296, 370)] },
        ],
      },
      { kind: "stories", stories: [{ postId: e.id, shape: "card", photo: place(e, 0, 240, 180), excerpt: e.excerpt }] },
      { kind: "more", postIds: [f.id], total: 6 },
    ],
    {
      newsletter: flashbulb({ name: 'Flash & "bulb" <b>{{x}}</b>', postalAddress: "Via <i>Margutta</i> 12 {{y}}" }),
      subject: hostile(500),
      preheader: hostile(501),
    },
  );
};
