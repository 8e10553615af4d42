import type { Clock } from "../core/time.ts";
import { opens, presentedKey } from "./api-key.ts";
import type { KeyStore } from "./key-store.ts";

/** Says whose posts a request may change, by the API key of scope `posts` in its `Authorization: Bearer …`. */
export const authorizePosts = async (
  deps: { keys: Pick<KeyStore, "get">; wallClock: Clock },
  request: Request,
): Promise<{ newsletterId: string } | undefined> => {
  const presented = presentedKey(request.headers.get("authorization") ?? undefined);
  const kept = presented && (await deps.keys.get(presented.id));
  if (!presented || !kept?.scopes.includes("posts")) return undefined;
  return opens(kept, presented.key, deps.wallClock()) ? { newsletterId: kept.newsletterId } : undefined;
};
