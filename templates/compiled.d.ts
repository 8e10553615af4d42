/** What `templates/build.ts` writes; declared here so that types are checked before anything is built. */
declare module "*/templates/compiled/mail.js" {
  export const digestHtml: (view: import("../functions/digest/mail-view.ts").MailView) => string;
  export const digestText: (view: import("../functions/digest/mail-view.ts").MailView) => string;
  /** As the templates escape. */
}
