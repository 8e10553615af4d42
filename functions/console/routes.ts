import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { NotFound } from "../core/errors.ts";
import { type AccountDeps, accountPart } from "./account.ts";
import { answerError } from "./answer-error.ts";
import { apiPages } from "./api-page.ts";
import { apiRoutes } from "./api-routes.ts";
import { type AuditDeps, auditPart } from "./audit.ts";
import { type CalendarPartDeps, calendarPart } from "./calendar.ts";
import { type DeskDeps, deskPart } from "./desk-part.ts";
import { draftRoutes } from "./draft-routes.ts";
import type { ConsoleEnv } from "./env.ts";
import { type ExportPartDeps, exportPart } from "./export-part.ts";
import { type GuardDeps, needs, signedIn } from "./guard.ts";
import { type HomeDeps, homePart } from "./home.ts";
import { type IssuesDeps, issuesPart } from "./issues.ts";
import { type KeysDeps, keysPart } from "./keys.ts";
import type { ConsolePart } from "./part.ts";
import { type PeopleDeps, peoplePart } from "./people.ts";
import { type RunPartDeps, runPart } from "./run-part.ts";
import { securityHeaders } from "./security-headers.ts";
import { type SettingsDeps, settingsPart } from "./settings.ts";
import { consolePath } from "./sign-in-paths.ts";
import { type SignInDeps, signInPages } from "./sign-in-routes.ts";
import { signUpPart } from "./sign-up-part.ts";
import { type SourcesDeps, sourcesPart } from "./sources.ts";
import { type SponsorsDeps, sponsorsPart } from "./sponsors.ts";
import { subscribersPart } from "./subscribers.ts";
import type { SubscribersDeps } from "./subscribers-routes.ts";
import { suppressedPart } from "./suppressed.ts";
import { type TellStandingDeps, tellStanding } from "./tell-standing.ts";
import { type WebhookDeps, webhookPart } from "./webhook.ts";

export type ConsoleDeps = GuardDeps &
  SignInDeps &
  AccountDeps &
  PeopleDeps &
  HomeDeps &
  KeysDeps &
  AuditDeps &
  IssuesDeps &
  SourcesDeps &
  SettingsDeps &
  DeskDeps &
  RunPartDeps &
  SubscribersDeps &
  ExportPartDeps &
  TellStandingDeps &
  WebhookDeps &
  SponsorsDeps &
  CalendarPartDeps & { fileUrl: (key: string) => string };

/** Lists of subscribers are the largest that come; Lambda takes no more than this, as it comes there in base 64. */
const largestForm = 4 * 1024 * 1024;

/**
 * The editors' console under `/console` and the API under `/api`. Nothing of it but the sign-in is answered to whoever
 * is not signed in; each route says the role it needs, and each that changes something the act that the audit notes.
 */
export const consoleRoutes = (deps: ConsoleDeps): Hono<ConsoleEnv> => {
  const parts: ConsolePart[] = [
    accountPart(deps),
    peoplePart(deps),
    homePart(deps),
    keysPart(deps),
    auditPart(deps),
    issuesPart(deps),
    sourcesPart(deps),
    settingsPart(deps),
    deskPart(deps),
    runPart(deps),
    subscribersPart(deps),
    exportPart(deps),
    suppressedPart(deps),
    signUpPart(deps),
    webhookPart(deps),
    sponsorsPart(deps),
    calendarPart(deps),
  ];
  const app = new Hono<ConsoleEnv>();
  const everywhere = [consolePath, `${consolePath}/*`, "/api/*"];
  const limit = formLimit(deps.uploading.mostBytes);
  for (const path of everywhere) app.use(path, securityHeaders(deps.fileUrl, deps.uploading.origin), limit);
  app.route("/", draftRoutes(deps));
  app.route("/", signInPages(deps));
  for (const path of everywhere) app.use(path, signedIn(deps), tellStanding(deps));
  for (const { pages } of parts) if (pages) app.route("/", pages);
  const api = parts.flatMap((part) => part.api ?? []);
  app.route("/", apiPages(api, deps));
  app.route("/", apiRoutes(api));
  for (const path of [`${consolePath}/*`, "/api/*"]) app.get(path, needs("viewer"), notFound);
  app.onError(answerError);
  return app;
};

/** Forms are small; a list that is put by itself is as large as one may be. */
const formLimit = (mostBytes: number): MiddlewareHandler<ConsoleEnv> => {
  const onError = (context: Context) => context.text("too large", 413);
  const [ofForm, ofList] = [largestForm, mostBytes].map((maxSize) => bodyLimit({ maxSize, onError }));
  return (context, next) =>
    ((context.req.method === "PUT" && isUpload(context.req.path) ? ofList : ofForm) ?? next)(context, next);
};

const isUpload = (path: string): boolean => path.startsWith(consolePath) && path.endsWith("/file");

const notFound = (): never => {
  throw new NotFound("there is no such page");
};
