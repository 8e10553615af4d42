/** The address in every `mailto` of List-Unsubscribe on this machine: `inbound-mail.ts` reads what is sent to it. */
export const unsubscribeMailbox = "unsubscribe@tearsheet.localhost";
