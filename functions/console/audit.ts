import { Hono } from "hono";
import { html } from "hono/html";
import * as z from "zod";
import { dateFormat } from "../../templates/date-format.ts";
import { InvalidInput } from "../core/errors.ts";
import { instantSchema } from "../core/time.ts";
import { type Act, actSchema } from "./act.ts";
import { apiRoute } from "./api-route.ts";
import type { AuditStore } from "./audit-store.ts";
import { showPage } from "./console-page.ts";
import type { ConsoleEnv } from "./env.ts";
import { needs } from "./guard.ts";
import type { ConsolePart } from "./part.ts";
import { consolePath } from "./sign-in-paths.ts";
import { when } from "./words.ts";

export type AuditDeps = { audit: Pick<AuditStore, "ofMonth"> };

const auditPath = `${consolePath}/audit`;
const mostActs = 100;
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "is a month such as 2026-11");
const query = z.object({ month: month.optional(), before: instantSchema.optional() });

/** Who did what, to what, when, and how it ended. */
export const auditPart = (deps: AuditDeps): ConsolePart => {
  const pages = new Hono<ConsoleEnv>();
  pages.get(auditPath, needs("admin"), async (context) => {
    const asked = query.safeParse(context.req.query());
    if (!asked.success) throw new InvalidInput("month: is a month such as 2026-11; before: is an instant in UTC");
    const { month: of = context.get("now").slice(0, 7), before } = asked.data;
    const acts = await deps.audit.ofMonth(of, mostActs, before);
    const last = acts.length === mostActs ? acts.at(-1) : undefined;
    const older = last ? `${auditPath}?month=${of}&before=${last.at}` : `${auditPath}?month=${monthBefore(of)}`;
    const body = html`<p>${monthWords(of)}${before ? html`, before ${when(before)}` : ""}</p>
${acts.length > 0 ? html`<ol class="rows">${acts.map(row)}</ol>` : html`<p>Nobody did anything in this month${before ? " before that" : ""}.</p>`}
<p><a href="${older}">Older</a></p>`;
    return showPage(context, { title: "Audit", body });
  });

  const api = [
    apiRoute({
      method: "get",
      path: "/audit",
      role: "admin",
      summary: "At most 100 acts of a month, the latest first; those before an instant, when one is given.",
      query,
      answer: z.object({ acts: z.array(actSchema) }),
      handle: async ({ query: asked, now }) => ({
        acts: await deps.audit.ofMonth(asked.month ?? now.slice(0, 7), mostActs, asked.before),
      }),
    }),
  ];
  return { pages, api };
};

/** `issue.approve` as a person says it. */
export const actWords = (act: string): string => {
  const [noun = "", verb = ""] = act.split(".");
  return `${noun.replaceAll("-", " ")}: ${verb.replaceAll("-", " ")}`;
};

/** What it was done to; nothing for an act on oneself. */
export const onWords = ({ on }: Act): string => Object.values(on).join(", ");

const row = (act: Act) => html`<li><bdi>${act.by.name}</bdi>, ${actWords(act.act)}
<small>${when(act.at)}${onWords(act) ? html`; <bdi>${onWords(act)}</bdi>` : ""}; by ${viaWords[act.by.via]}; ${act.outcome ?? "no end was seen"}</small></li>`;

const viaWords = { console: "hand", key: "an API key", command: "the command line", link: "a preview link" } as const;

/** "November 2026". */
const monthWords = (of: string): string =>
  dateFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${of}-01T00:00:00Z`));

const monthBefore = (of: string): string => {
  const [year = 0, number = 0] = of.split("-").map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, "0")}`;
};
