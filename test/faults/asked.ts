import type { DeliveryStore } from "../../functions/delivery/store.ts";

/** What a sender asked of SES, and what it came too late for. */
export type Asked = {
  requests: number;
  /** Answers of SES that a signature is too old. */
  tooOld: number;
  /** Writes of a claim that was another's by then. */
  fenced: number;
  /** Requests that were signed and not made, as it was too late for them when they could start. */
  withheld: number;
};
export const nothingAsked: Asked = { requests: 0, tooOld: 0, fenced: 0, withheld: 0 };

const everyMs = 100;

/** A count that is told, and begun anew, ten times a second. */
export const countAsked = (tell: (message: { kind: "asked" } & Asked) => void): Asked => {
  const asked = { ...nothingAsked };
  setInterval(() => {
    if (Object.values(asked).some((count) => count > 0)) tell({ kind: "asked", ...asked });
    Object.assign(asked, nothingAsked);
  }, everyMs).unref();
  return asked;
};

/** The same claims, and a count of those that their holder writes too late: under the fence that it had. */
export const countedWrites = (deliveries: DeliveryStore, asked: Asked): DeliveryStore => ({
  ...deliveries,
  async putClaim(place, before, after) {
    const written = await deliveries.putClaim(place, before, after);
    if (!written && before.fence === after.fence) asked.fenced++;
    return written;
  },
});
