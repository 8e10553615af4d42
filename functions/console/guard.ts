import { randomBytes } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import type { Clock } from "../core/time.ts";
import { outcomeOfStatus } from "./act.ts";
import { opens, presentedKey, type Scope } from "./api-key.ts";
import type { AuditStore } from "./audit-store.ts";
import { consoleCookies } from "./cookies.ts";
import { mayAs, type Role, roles } from "./editor.ts";
import type { ConsoleEnv } from "./env.ts";
import type { KeyStore } from "./key-store.ts";
import { isApi, refuse } from "./refuse.ts";
import { formToken, isAlive, isFresh, isToBeSeen, readFormToken, readSessionKey } from "./session.ts";
import type { SessionStore } from "./session-store.ts";
import { signInPath } from "./sign-in-paths.ts";

export type GuardDeps = {
  sessions: SessionStore;
  keys: Pick<KeyStore, "get">;
  audit: AuditStore;
  /** The real time, whatever time the newsletters live at: it decides when a session and a key end. */
  wallClock: Clock;
  publicUrl: string;
  newWriteId: () => string;
};

type Handler = MiddlewareHandler<ConsoleEnv>;
type ConsoleContext = Context<ConsoleEnv>;

/**
 * Lets through who is signed in, and leaves in the context who that is. A browser is known by its session's cookie, and
 * what it wants changed must come from a page of ours (Origin, Sec-Fetch-Site) with that session's token: the field
 * `formToken` of a form, or the header `x-form-token`. A program is known by `Authorization: Bearer`, under `/api` only.
 * Whoever is not signed in is led to the sign-in and back when they opened a page, and otherwise told so (401).
 */
export const signedIn = (deps: GuardDeps): Handler => {
  const cookies = consoleCookies(deps.publicUrl);
  const origin = new URL(deps.publicUrl).origin;
  return async (context, next) => {
    context.set("now", deps.wallClock());
    context.set("audit", deps.audit);
    context.set("newWriteId", deps.newWriteId);
    context.set("note", () => {});
    const authorization = context.req.header("authorization");
    if (authorization !== undefined && /^Bearer /i.test(authorization) && isApi(context))
      return (await knownByKey(deps, context, authorization)) ? next() : refuse(context, "api-key");
    if (!(await knownByCookie(deps, context, getCookie(context, cookies.session))))
      return isPageOpened(context) ? context.redirect(signInPath(context.req.url)) : refuse(context, "signed-out");
    if (isSafe(context)) return next();
    const refusal = await foreign(context, origin);
    return refusal ? refuse(context, refusal) : next();
  };
};

/** Lets through who has the role, or one above it. */
export const needs =
  (role: Role): Handler =>
  (context, next) =>
    mayAs(context.get("editor"), role) ? next() : Promise.resolve(refuse(context, "role", role));

/** Lets through who signed in within the last five minutes; others are asked to, and come back to where they were. */
export const freshSignIn = (): Handler => (context, next) =>
  context.get("isFresh") ? next() : Promise.resolve(refuse(context, "not-fresh"));

/** Writes the act into the audit before it is done, with the ids in the path, and afterwards how it ended. */
export const acts =
  (act: string): Handler =>
  async (context, next) => {
    const audit = context.get("audit");
    const on: Record<string, string> = { ...context.req.param() };
    context.set("note", (more) => Object.assign(on, more));
    const line = { id: context.get("newWriteId")(), at: context.get("now"), by: context.get("actor"), act, on };
    await audit.begin(line);
    try {
      await next();
    } catch (error) {
      await audit.end(line, "failed");
      throw error;
    }
    await audit.end(line, outcomeOfStatus(context.res.status));
  };

const knownByCookie = async (deps: GuardDeps, context: ConsoleContext, cookie: string | undefined) => {
  const key = readSessionKey(cookie);
  const session = key && (await deps.sessions.get(key));
  const now = context.get("now");
  if (!key || !session || !isAlive(session, now)) return false;
  if (isToBeSeen(session, now) && !(await deps.sessions.see(key, now))) return false;
  const { editor } = session;
  context.set("editor", editor);
  context.set("actor", { id: editor.id, name: editor.name, via: "console" });
  context.set("sessionKey", key);
  context.set("isFresh", isFresh(session, now));
  context.set("formToken", formToken(key.secret, randomBytes(16).toString("base64url")));
  return true;
};

const knownByKey = async (deps: GuardDeps, context: ConsoleContext, authorization: string) => {
  const presented = presentedKey(authorization);
  const kept = presented && (await deps.keys.get(presented.id));
  if (!presented || !kept || !opens(kept, presented.key, context.get("now"))) return false;
  const held = roles.filter((role) => (kept.scopes as readonly (Scope | Role)[]).includes(role));
  context.set("editor", { id: kept.id, name: kept.name, email: "", roles: held });
  context.set("actor", { id: kept.id, name: kept.name, via: "key" });
  context.set("isFresh", false);
  context.set("onlyNewsletter", kept.newsletterId);
  context.set("formDraw", deps.newWriteId());
  return true;
};

/** Why a change that a browser asks for does not come from a page of ours, if so. */
const foreign = async (context: ConsoleContext, origin: string): Promise<"origin" | "token" | undefined> => {
  const site = context.req.header("sec-fetch-site");
  if (context.req.header("origin") !== origin || (site !== undefined && site !== "same-origin")) return "origin";
  const secret = context.get("sessionKey")?.secret ?? "";
  const draw = readFormToken(secret, context.req.header("x-form-token") ?? (await tokenField(context)));
  if (!draw) return "token";
  context.set("formDraw", draw);
  return undefined;
};

const tokenField = async (context: ConsoleContext): Promise<string | undefined> => {
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(context.req.header("content-type") ?? ""))
    return undefined;
  const { formToken: field } = await context.req.parseBody();
  return typeof field === "string" ? field : undefined;
};

const isSafe = ({ req }: ConsoleContext): boolean => req.method === "GET" || req.method === "HEAD";

/** A page that a person opened, not what a script of a page asks for. */
const isPageOpened = (context: ConsoleContext): boolean => {
  return isSafe(context) && !isApi(context) && (context.req.header("accept") ?? "").includes("text/html");
};
