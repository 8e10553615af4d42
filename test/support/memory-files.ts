import { assertKey, type Files, type StoredFile } from "../../functions/core/files.ts";

/** `Files` in memory, for tests that look at what was put. */
export const memoryFiles = (): Files & { stored: Map<string, StoredFile> } => {
  const stored = new Map<string, StoredFile>();
  const copy = (bytes: Uint8Array) => new Uint8Array(bytes);
  return {
    stored,
    put: async (key, bytes, contentType) => {
      stored.set(assertKey(key), { bytes: copy(bytes), contentType });
    },
    putIfAbsent: async (key, bytes, contentType) => {
      if (stored.has(assertKey(key))) return false;
      stored.set(key, { bytes: copy(bytes), contentType });
      return true;
    },
    get: async (key) => {
      const file = stored.get(assertKey(key));
      return file && { bytes: copy(file.bytes), contentType: file.contentType };
    },
    has: async (key) => stored.has(assertKey(key)),
    delete: async (key) => {
      stored.delete(assertKey(key));
    },
  };
};
