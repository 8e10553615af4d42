import { readAddress } from "./tell-subscriber.ts";

/** Whether what was typed is the address of whom it is about, in any spelling of it. */
export const isTyped = (deps: { idKey: Uint8Array }, typed: unknown, id: string): boolean => {
  try {
    return typeof typed === "string" && readAddress(deps, typed).id === id;
  } catch {
    return false;
  }
};
