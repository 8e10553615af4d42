import type { Photo } from "../posts/photo.ts";
import type { Post } from "../posts/post.ts";

/** Two to four capitalised words, with the particles that names have between them. */
const name =
  /\p{Lu}[\p{L}'’-]+(?:\s+(?:de|da|do|del|della|der|di|dos|du|la|le|van|von|den|bin|al|el|y|St\.)){0,2}(?:\s+\p{Lu}(?:[\p{L}'’-]+|\.)){1,3}/gu;
const wholeName = new RegExp(`^(?:${name.source})$`, "u");

/** Words of places, shows, trades and seasons, which no person is called. */
const neverInNames = new RegExp(
  `^(?:${[
    "Academy Alley Altman Arena Arts Autumn Avenue Award Awards Bafta Ball Bay Beach Boulevard Bridge Brothers Carpet",
    "Castle Cathedral Central Championship City Club Coast Collection College Cup Day Derby Desert Diary East Emmy",
    "Fall Fashion Fest Festival Film Final Finals Floor Front Gala Gallery Games Garden Gardens Gate Globe Globes",
    "Grammy Grand Guild Hall Harbour Hills Hotel House International Island Islands Lake Lane Las Line Los Magazine",
    "Market Marathon Match Morning Mount Mountain Mountains Museum National New News Night North Northern Open",
    "Opera Oscar Oscars Palace Park Photo Photos Pictures Pier Place Port Prize Quarter Radio Rally Red Region",
    "Resort Review Ride Rio River Road Room Row Royal Runway San Santa Season Series Set Show Social South Southern",
    "Spring Square Stadium Station Street Style Studio Studios Style Summer Sunday Theatre Theater The Tour Tower",
    "Town Trade United University Valley Venue Video Village Week Weekend West Western Winter World",
  ]
    .join(" ")
    .split(" ")
    .join("|")})$`,
  "u",
);

/** Whether a tag reads as the name of a person: "Ines de la Cruz" does, "Harbour Film Festival" and "travel" do not. */
export const looksLikeName = (tag: string): boolean =>
  wholeName.test(tag.trim()) &&
  !tag
    .trim()
    .split(/\s+/)
    .some((word) => neverInNames.test(word));

const namesIn = (text: string): string[] =>
  (text.match(name) ?? []).map((found) => found.replace(/['’]s$/, "")).filter(looksLikeName);

/** Whom a post is about by its tags, in lower case. */
export const peopleOf = ({ tags }: Pick<Post, "tags">): string[] => tags.filter(looksLikeName).map(personKey);

/**
 * Whom a photo shows, in lower case: those of its post's tags and of the names in its caption that the caption holds;
 * without a caption, the persons among the tags. A tag that opens the caption is its subject, whatever it is.
 */
export const personsOf = (post: Post, photo: Photo): readonly string[] => {
  const people = peopleOf(post);
  if (!photo.caption) return people;
  const caption = personKey(photo.caption);
  const tagged = post.tags.filter((tag) => caption.startsWith(`${personKey(tag)} `));
  const named = people.filter((person) => caption.includes(person));
  return [...new Set([...tagged, ...named, ...namesIn(photo.caption)].map(personKey))];
};

const personKey = (text: string): string => text.trim().toLowerCase();
