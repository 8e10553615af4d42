import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";

/** What the provider remembers, for as long as this process runs. */
export const memoryAdapter = (): AdapterFactory => {
  const kept = new Map<string, AdapterPayload>();
  return (kind): Adapter => {
    const name = (id: string) => `${kind} ${id}`;
    const where = async (fits: (payload: AdapterPayload) => boolean) =>
      [...kept].find(([key, payload]) => key.startsWith(`${kind} `) && fits(payload))?.[1];
    return {
      upsert: async (id, payload) => void kept.set(name(id), payload),
      find: async (id) => kept.get(name(id)),
      findByUid: (uid) => where((payload) => payload.uid === uid),
      findByUserCode: (code) => where((payload) => payload.userCode === code),
      consume: async (id) => {
        const payload = kept.get(name(id));
        if (payload) payload.consumed = true;
      },
      destroy: async (id) => void kept.delete(name(id)),
      revokeByGrantId: async (grantId) => {
        for (const [key, payload] of kept) if (payload.grantId === grantId) kept.delete(key);
      },
    };
  };
};
