import { gunzipSync, gzipSync } from "node:zlib";
import * as z from "zod";
import { assertKey, type Files } from "../core/files.ts";
import { type Rendition, renditionSchema } from "../core/rendition.ts";
import { type Post, postSchema } from "../posts/post.ts";

/**
 * Renditions as files, one for each revision of an issue; what is stored is what was previewed, mailed and archived.
 * Beside it the posts that the revision was approved with.
 */
export const renditionStore = (files: Files) => ({
  async get(issueId: string, revision: number): Promise<Rendition | undefined> {
    const file = await files.get(renditionKey(issueId, revision));
    return file && renditionSchema.parse(JSON.parse(Buffer.from(file.bytes).toString()));
  },

  /** The newest revision. */
  async latest(issueId: string): Promise<Rendition | undefined> {
    let revision = 0;
    while (await files.has(renditionKey(issueId, revision + 1))) revision += 1;
    return revision === 0 ? undefined : this.get(issueId, revision);
  },

  /** Stores a revision for good; `false` when it is there already, and then it stays: of many who render it, one is heard. */
  async put(rendition: Rendition): Promise<boolean> {
    const key = renditionKey(rendition.issueId, rendition.revision);
    return files.putIfAbsent(key, Buffer.from(JSON.stringify(rendition)), "application/json");
  },

  async posts(issueId: string, revision: number): Promise<Post[] | undefined> {
    const file = await files.get(postsKey(issueId, revision));
    return file && z.array(postSchema).parse(JSON.parse(gunzipSync(file.bytes).toString()));
  },

  /** Keeps the posts of a revision for good; `false` when they are kept already, and then they stay. */
  async putPosts(issueId: string, revision: number, posts: readonly Post[]): Promise<boolean> {
    const bytes = gzipSync(JSON.stringify(posts));
    return files.putIfAbsent(postsKey(issueId, revision), bytes, "application/gzip");
  },
});
export type RenditionStore = ReturnType<typeof renditionStore>;

const postsKey = (issueId: string, revision: number): string => assertKey(`renditions/${issueId}/${revision}.posts.gz`);

const renditionKey = (issueId: string, revision: number): string => assertKey(`renditions/${issueId}/${revision}.json`);
