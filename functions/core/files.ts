/** Bytes kept under a key: a folder on one machine, S3 in AWS. One contract suite runs on both. */
export type Files = {
  /** Writes all of it or nothing; writing the same key again replaces it. */
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /**
   * As `put`, unless something is under the key already: then nothing changes, and the answer is `false`. Of many who
   * race, in whatever process, one wins.
   */
  putIfAbsent(key: string, bytes: Uint8Array, contentType: string): Promise<boolean>;
  /** `undefined` when there is nothing under the key. */
  get(key: string): Promise<StoredFile | undefined>;
  has(key: string): Promise<boolean>;
  delete(key: string): Promise<void>;
};

export type StoredFile = { bytes: Uint8Array<ArrayBuffer>; contentType: string };

/** Keys are made by us from ids and fixed words; anything else is a defect and throws. */
export const assertKey = (key: string): string => {
  if (!/^[a-z0-9][\w-]*(?:[./][\w-]+)*$/i.test(key) || key.length > 512) throw new Error(`not a file key: ${key}`);
  return key;
};
