/**
 * A question that programs cannot answer, of any service that works as Cloudflare's Turnstile does: its script puts a
 * widget into the form, and what the widget adds to the form is asked about behind the visitor's back.
 */
export type Challenge = {
  siteKey: string;
  /** The service's script; its origin is all that the page may run and frame. */
  scriptUrl: string;
  /** `false` also when the service cannot be asked: the form then says to try again. */
  passes(answer: string, visitor: string | undefined): Promise<boolean>;
};

export const challengeField = "cf-turnstile-response";
