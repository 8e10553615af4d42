import { notSigned, type SesError, signatureTooOld } from "./ses-error.ts";

/**
 * Refuses a request that is not signed, or whose signature (SigV4, `x-amz-date`) is older or further ahead than
 * `lifeSeconds`, with SES's code and text. The signature itself is not checked: there is no secret to check it with.
 */
export const signatureRefusal = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
  lifeSeconds: number,
): SesError | undefined => {
  const signedAt = headers["x-amz-date"];
  const parts = typeof signedAt === "string" ? /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signedAt) : null;
  if (!parts || !headers.authorization?.includes("AWS4-HMAC-SHA256")) return notSigned;
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  const life = lifeSeconds * 1000;
  const span = lifeSeconds % 60 === 0 ? `${lifeSeconds / 60} min.` : `${lifeSeconds} sec.`;
  if (at < now - life)
    return signatureTooOld(
      `Signature expired: ${signedAt} is now earlier than ${basic(now - life)} (${basic(now)} - ${span})`,
    );
  if (at > now + life)
    return signatureTooOld(
      `Signature not yet current: ${signedAt} is still later than ${basic(now + life)} (${basic(now)} + ${span})`,
    );
  return undefined;
};

/** ISO 8601 basic format, as signatures carry it. */
const basic = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
