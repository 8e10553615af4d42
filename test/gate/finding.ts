/** Something that must not go out: the check that found it, and what it saw. */
export type Finding = { check: string; detail: string };

/** A finished mail as the gate takes it: personal parts filled in, nothing of the machinery left. */
export type GateMail = {
  html: string;
  text: string;
  subject: string;
  preheader: string;
  /** The name that must not trail in titles. */
  newsletterName: string;
  /** What must not be left in the mail. */
  sentinels: readonly string[];
  /** All that people typed, where it may hold braces: those are words and no leftovers of a template. */
  content?: string;
  /** The bytes of a picture by its address, when it is not one of the fixtures'. */
  pictureAt?: (url: URL) => Promise<Uint8Array | undefined>;
  /** The whole message, when it is composed already. */
  raw?: Buffer;
};

export const finding = (check: string, detail: string): Finding => ({ check, detail: detail.slice(0, 160) });
