/** Why a list is not taken in or thrown away any more. */
export const isPast = "the list is past that: look at it again";

export const untyped = "Nothing was erased: type the address to confirm.";

/** Why a suppression was not lifted, on the page and by the API. */
export const liftRefusal = (reason: string): string =>
  reason === "complaint"
    ? "They called mail of ours spam: only an admin can lift that."
    : "Nothing was changed: mail may go there already.";
