import * as z from "zod";
import { InvalidInput } from "./errors.ts";
import { problemWords } from "./problem-words.ts";
import { instantSchema } from "./time.ts";

/** Rights of a photo: in the mail and the archive, in the mail only, or not at all. */
export const rightsSchema = z.enum(["mail+archive", "mail", "none"]);
export type Rights = z.infer<typeof rightsSchema>;

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, "is a colour such as #b3123c");
const oneLine = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/, "is one line of text");

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "is a time such as 08:00");
/** ISO 8601: 1 = Monday … 7 = Sunday. */
const weekday = z.int().min(1).max(7);

/** When issues come out, on the newsletter's own wall clock. */
export const cadenceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("weekly"), weekday, time }),
  z.object({ kind: z.literal("daily"), time }),
  z.object({
    kind: z.literal("weekdays"),
    days: z
      .array(weekday)
      .min(1)
      .transform((days) => [...new Set(days)].toSorted())
      .default([1, 2, 3, 4, 5]),
    time,
  }),
  z.object({
    kind: z.literal("monthly"),
    /** A month that is shorter has its issue on its last day. */
    day: z.union([z.int().min(1).max(31), z.literal("last")], "is 1 to 31, or last"),
    time,
  }),
  z.object({
    kind: z.literal("monthly-weekday"),
    nth: z.union([z.int().min(1).max(4), z.literal("last")], "is 1 to 4, or last"),
    weekday,
    time,
  }),
]);
export type Cadence = z.infer<typeof cadenceSchema>;

/** A feed, or a site that names one, that is asked for new posts by the clock. */
const sourceSchema = z.object({
  url: z.url({ protocol: /^https?$/ }),
  everyMinutes: z.int().min(1).max(1440).default(10),
});
export type Source = z.infer<typeof sourceSchema>;

/** A paid block, labelled as such in the mail's language. Shown in issues whose date is in `from` ≤ date < `until`. */
export const sponsorSchema = z.object({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: oneLine(80),
  headline: oneLine(120),
  text: oneLine(600),
  url: z.url({ protocol: /^https$/, error: "is a URL by https" }),
  from: instantSchema,
  until: instantSchema,
  /** `bytes` count among the pictures of a mail. */
  photo: z
    .object({ key: z.string(), width: z.int(), height: z.int(), bytes: z.int().positive(), alt: oneLine(200) })
    .optional(),
});
export type Sponsor = z.infer<typeof sponsorSchema>;

export const brandSchema = z.object({
  /** The accent of each scheme; a test holds both at 4.5:1 on their grounds. */
  accentLight: colour.default("#a8123a"),
  accentDark: colour.default("#ff8fab"),
  /** Without a logo the masthead is the newsletter's name set as a wordmark. At most 40 px high. */
  logo: z.object({ url: z.url(), width: z.int().max(400), height: z.int().max(40) }).optional(),
});
export type Brand = z.infer<typeof brandSchema>;

const hours = z.number().min(0).max(168);

/**
 * How people may sign up beside our own page. A form elsewhere has a name, so that a consent says where it was given and
 * to which words: `wording` goes up when the text beside the form changes.
 */
const signUpSchema = z.object({
  forms: z
    .array(
      z.object({ id: z.string().regex(/^[a-z0-9-]{1,40}$/), place: oneLine(120), wording: z.int().min(1).default(1) }),
    )
    .max(50)
    .default([]),
  /** Sites whose scripts may use the API, as a browser names them: `https://flashbulb.example`. */
  origins: z
    .array(z.string().regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?$/, "is an origin such as https://flashbulb.example"))
    .max(20)
    .default([]),
});

/** A newsletter's id, as a part of other patterns. */
export const newsletterIdPattern = "[a-z][a-z0-9-]{1,39}";
const newsletterId = new RegExp(`^${newsletterIdPattern}$`);
export const isNewsletterId = (text: string): boolean => newsletterId.test(text);

/** What a webhook may be told of. */
export const webhookEvents = ["issue.drafted", "issue.approved", "issue.done"] as const;

/** A newsletter: who sends it, when, how it looks, and the policies of its digest. */
export const newsletterSchema = z.object({
  id: z.string().regex(newsletterId, "is 2 to 40 of a-z, 0-9 and -"),
  name: oneLine(64),
  /** BCP 47; decides the words of the mail and, for right-to-left languages, its direction. */
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "is a language such as en or pt-BR")
    .default("en"),
  /** IANA name, e.g. Europe/Rome. */
  zone: z.string().refine((zone) => isZone(zone), "is a time zone such as Europe/Rome"),
  cadence: cadenceSchema,
  sender: z.object({ name: oneLine(64), address: z.email(), replyTo: z.email().optional() }),
  /** The postal address that the law asks for; without one nothing can be sent. */
  postalAddress: oneLine(200).optional(),
  /** RFC 2919: stable for ever, e.g. weekly.flashbulb.example. */
  listId: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, "is a name such as weekly.flashbulb.example"),
  /** Where the publication lives: links to this host and below are its own. */
  siteUrl: z.url({ protocol: /^https?$/ }),
  /** Where its posts come from by themselves; beside them the API and imports bring posts. */
  sources: z
    .array(sourceSchema)
    .max(50)
    .refine((all) => new Set(all.map(({ url }) => url)).size === all.length, "names a source twice")
    .default([]),
  brand: brandSchema.prefault({}),
  highlights: z
    .object({
      /** Long side in pixels of the smallest eligible photo. */
      minLongSide: z.int().positive().default(1000),
      requireCredit: z.boolean().default(true),
    })
    .prefault({}),
  /** An issue with fewer posts than this is thin. */
  minimumPosts: z.int().min(1).default(3),
  whenThin: z.enum(["skip", "hold", "ask"]).default("hold"),
  /** What becomes of an issue that nobody approved by its deadline. */
  whenUnapproved: z.enum(["send", "hold", "skip"]).default("hold"),
  /** What becomes of an approval when the issue is edited after it: asked for again, or it stands for the edited issue. */
  whenEdited: z.enum(["approve-again", "stays-approved"]).default("approve-again"),
  /** How long after its window has closed an issue waits for its editor. With 0 the deadline is the close itself. */
  deadlineHours: hours.default(0),
  /** How long before the deadline the editors are nudged to approve the draft. */
  nudgeHours: hours.default(3),
  /** How long after its deadline an issue may still go out; then, or when the next is due, it is missed. */
  lateLimitHours: hours.min(1).default(48),
  /** An issue for more than 5,000 goes to the first 500, is held for ten minutes, and goes on by itself. */
  softStart: z.boolean().default(true),
  /** No issue goes to more than so many: for a list that warms up. The others are skipped, and can be listed. */
  ramp: z.int().positive().optional(),
  /** Who is nudged; nobody is when empty. */
  editors: z.array(z.email()).max(20).default([]),
  maxPerTopic: z.int().min(1).default(3),
  /** Posts with one of these tags are sensitive: never by themselves lead, highlight or subject. */
  sensitiveTags: z
    .array(z.string())
    .default([
      ...["death", "deaths", "obituary", "obituaries", "in memoriam", "rip"],
      ...["accident", "illness", "assault", "minors"],
    ]),
  rights: z
    .object({
      byDefault: rightsSchema.default("mail+archive"),
      /** By credit as written, compared without case. */
      byCredit: z.record(z.string(), rightsSchema).default({}),
    })
    .prefault({}),
  /** Query parameters added to links to the own site, `{issue}` standing for the issue's id. */
  linkParameters: z.record(z.string(), z.string()).default({}),
  sponsors: z.array(sponsorSchema).default([]),
  signUp: signUpSchema.prefault({}),
  /** Who is told, by a signed message, when an issue is drafted, approved and done. */
  webhook: z
    .object({
      url: z.url({ protocol: /^https$/, error: "is a URL by https" }),
      events: z
        .array(z.enum(webhookEvents))
        .min(1)
        .default([...webhookEvents]),
    })
    .optional(),
});
export type Newsletter = z.infer<typeof newsletterSchema>;

/**
 * The newsletter that somebody wrote down, absent settings at their defaults. Throws `InvalidInput` that names every
 * setting in error at once, those that do not exist among them: a mistyped one must not become its default.
 */
export const parseNewsletter = (written: unknown): Newsletter => {
  const parsed = newsletterSchema.safeParse(written, { error: problemWords });
  const problems = (parsed.error?.issues ?? []).map(({ path, message }) =>
    path.length > 0 ? `${path.join(".")}: ${message}` : message,
  );
  const unknown = unknownSettings(written, newsletterSchema).map((path) => `${path}: no such setting`);
  if (!parsed.success || unknown.length > 0) throw new InvalidInput([...problems, ...unknown]);
  return parsed.data;
};

/** The paths of what is written and stands in no object of the schema. */
const unknownSettings = (written: unknown, schema: z.core.$ZodType, path: readonly PropertyKey[] = []): string[] => {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray && Array.isArray(written))
    return written.flatMap((each, at) => unknownSettings(each, inner.element, [...path, at]));
  if (inner instanceof z.ZodUnion) {
    const found = inner.options.map((option) => unknownSettings(written, option, path));
    return found.toSorted((a, b) => a.length - b.length)[0] ?? [];
  }
  if (!(inner instanceof z.ZodObject) || typeof written !== "object" || written === null) return [];
  return Object.entries(written).flatMap(([name, value]) => {
    const of = Object.hasOwn(inner.shape, name) ? inner.shape[name] : undefined;
    return of ? unknownSettings(value, of, [...path, name]) : [[...path, name].join(".")];
  });
};

const unwrapped = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
    ? unwrapped(schema.unwrap())
    : schema;

/** Asking `Intl` is the dearest part of reading a newsletter, and there are a few hundred zones. */
const zones = new Set<string>();

const isZone = (zone: string): boolean => {
  if (zones.has(zone)) return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    zones.add(zone);
    return true;
  } catch {
    return false;
  }
};
