import { asSaid } from "./photo.ts";
import type { Post } from "./post.ts";

/** The words of a post that an editor may write over: its own, and those of its photos. */
const postWords = ["title", "excerpt"] as const;
export const photoWords = ["caption", "credit", "alt"] as const;

/** A word of a post by its field: `title`, `excerpt`, or `<photo id>:caption` and the like. */
export type Reworded = { field: string; said: string };

/** Names a word of a post. */
export const wordField = (field: string, photoId?: string): string =>
  photoId === undefined ? field : `${photoId}:${field}`;

/** The post and photo words that `wordField` named. */
export const namedWord = (name: string): { field: string; photoId?: string } => {
  const [field = "", photoId] = name.split(":").toReversed();
  return { field, ...(photoId !== undefined && { photoId }) };
};

/** What a source says otherwise than it did: photos that came or went are not words. */
export const rewordedFields = (before: Post, after: Post): Reworded[] => {
  const photos = new Map(before.photos.map((photo) => [photo.id, asSaid(photo)]));
  return [
    ...postWords.filter((field) => after[field] !== before[field]).map((field) => ({ field, said: after[field] })),
    ...after.photos.flatMap((photo) => {
      const known = photos.get(photo.id);
      return photoWords
        .filter((field) => known && (photo[field] ?? "") !== (known[field] ?? ""))
        .map((field) => ({ field: wordField(field, photo.id), said: photo[field] ?? "" }));
    }),
  ];
};

/** What stays to be decided once a source says other words: those that an editor has written over with yet others. */
export const askedAnew = (stored: Post, reworded: readonly Reworded[]): Post["sourceSays"] => {
  const asked = { ...stored.sourceSays };
  for (const { field, said } of reworded) {
    const mine = editedWord(stored, field);
    delete asked[field];
    if (mine !== undefined && mine !== said) asked[field] = said;
  }
  return Object.keys(asked).length > 0 ? asked : undefined;
};

/** The post with nothing to be decided of these words any more. */
export const decided = (stored: Post, fields: readonly string[]): Post => {
  const { sourceSays = {}, ...post } = stored;
  const asked = Object.entries(sourceSays).filter(([field]) => !fields.includes(field));
  return asked.length > 0 ? { ...post, sourceSays: Object.fromEntries(asked) } : post;
};

/** An editor's word in the place of the source's, if there is one. */
export const editedWord = ({ edits }: Pick<Post, "edits">, name: string): string | undefined => {
  const { field, photoId } = namedWord(name);
  const words: Readonly<Record<string, unknown>> = photoId === undefined ? edits : { ...edits.photos?.[photoId] };
  const word = words[field];
  return typeof word === "string" ? word : undefined;
};
