import * as z from "zod";
import { reopenIssue } from "../calendar/reopen-issue.ts";
import { Conflict, InvalidInput } from "../core/errors.ts";
import { instantSchema } from "../core/time.ts";
import { approveByEditor } from "../digest/approve-by-editor.ts";
import { cancelIssue } from "../digest/cancel-issue.ts";
import { holdIssue } from "../digest/hold-issue.ts";
import { issueStates } from "../digest/issue.ts";
import { setAsideIssue } from "../digest/set-aside-issue.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { confirmAudience } from "./confirm-audience.ts";
import type { DeskActsDeps } from "./desk-acts.ts";
import { refusals, reopenRefusals } from "./desk-notices.ts";
import { readDesk } from "./read-desk.ts";

const path = "/newsletters/:newsletterId/issues/:issueId";
const state = z.object({ state: z.enum(issueStates) });
const seen = z.int().min(0);
const sendAt = instantSchema.describe("An instant to come: not before the end of its window, and before its limit.");

/** The ways out of the desk, for programs: approved, now or later, held, skipped, and back. */
export const wayOutApi = (deps: DeskActsDeps): ApiRoute[] => [
  apiRoute({
    method: "post",
    path: `${path}/approval`,
    role: "sender",
    act: "issue.approve",
    summary:
      "Approves what was seen; it leaves at its deadline, or at `sendAt`. Within ten minutes of that it asks for a fresh sign-in.",
    body: z.object({ seen, sendAt: sendAt.optional() }),
    answer: state,
    handle: async ({ params, body, isFresh, refuse }) => {
      const done = await approveByEditor(deps, { ...params, ...body, isProven: isFresh });
      return done.ok || done.reason !== "leaves-soon" ? stateOf(done) : refuse("leaves-soon");
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/send-now`,
    role: "sender",
    fresh: true,
    act: "issue.send-now",
    summary: "Approves what was seen, to leave within a minute, when `count` is how many people it goes to now.",
    body: z.object({ seen, count: z.int().min(0) }),
    answer: state,
    handle: async ({ params, body }) => {
      const confirmed = await confirmAudience(deps, { ...params, typed: String(body.count) });
      if (!confirmed.ok) throw new InvalidInput(`count: ${confirmed.words}`);
      return stateOf(await approveByEditor(deps, { ...params, seen: body.seen, sendAt: "now", isProven: true }));
    },
  }),
  apiRoute({
    method: "delete",
    path: `${path}/approval`,
    role: "sender",
    act: "issue.take-back",
    summary: "Takes an approval back, as long as no mail has left.",
    answer: state,
    handle: async ({ params }) => stateOf(await cancelIssue(deps, params)),
  }),
  apiRoute({
    method: "post",
    path: `${path}/skip`,
    role: "sender",
    act: "issue.skip",
    summary: "Skips an issue; its posts are carried over to the next unless they are let go.",
    body: z.object({ letGo: z.boolean().default(false) }),
    answer: state,
    handle: async ({ params, body }) => stateOf(await setAsideIssue(deps, { ...params, as: "skipped", ...body })),
  }),
  apiRoute({
    method: "post",
    path: `${path}/reopen`,
    role: "sender",
    act: "issue.reopen",
    summary: "Opens a skipped issue again, as long as it may still go out; it then waits for an approval.",
    body: z.object({}),
    answer: state,
    handle: async ({ params, editor }) => {
      const { newsletter, issue } = await readDesk(deps, { ...params, editorId: editor.id });
      const done = await reopenIssue(deps, { newsletter, issue });
      return stateOf(done.ok ? done : { ok: false, reason: reopenRefusals[done.reason] });
    },
  }),
  ...(["post", "delete"] as const).map((method) =>
    apiRoute({
      method,
      path: `${path}/hold`,
      role: "sender",
      act: method === "post" ? "issue.hold" : "issue.let-go-on",
      summary:
        method === "post"
          ? "Has an issue wait for an approval, whatever the policy says."
          : "Leaves an issue that an editor held to the policy again.",
      answer: state,
      handle: async ({ params }) => stateOf(await holdIssue(deps, { ...params, hold: method === "post" })),
    }),
  ),
];

/** What the call asked for is wrong, whatever becomes of the issue. */
const wrongAsked = new Set(["no-postal-address", "too-early", "too-late", "window-open"]);

const stateOf = (
  done: { ok: true; issue: { state: z.infer<typeof state>["state"] } } | { ok: false; reason: string },
): z.infer<typeof state> => {
  if (!done.ok) {
    const words = refusals[done.reason] ?? done.reason;
    throw wrongAsked.has(done.reason) ? new InvalidInput(words) : new Conflict(words);
  }
  return { state: done.issue.state };
};
