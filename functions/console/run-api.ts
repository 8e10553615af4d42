import * as z from "zod";
import { Conflict, NotFound } from "../core/errors.ts";
import { liftableCauses } from "../delivery/issue-run.ts";
import { type ListedRecipient, listedStates, listRecipients } from "../delivery/list-recipients.ts";
import { tellDelivery } from "../delivery/tell-delivery.ts";
import type { IssueName } from "../digest/issue.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { decideRun, type RunDecision } from "./decide-run.ts";
import { clockFace } from "./desk-words.ts";
import { runNotices, runRefusals } from "./run-notices.ts";
import type { RunRoutesDeps } from "./run-routes.ts";
import { runViewSchema } from "./run-view.ts";

const path = "/newsletters/:newsletterId/issues/:issueId/run";
const decided = z.object({ words: z.string(), count: z.int().optional() });
const correction = z.object({ words: z.string(), revision: z.int().optional() });
const seen = z.int().min(0).describe("How many changes were seen: `edit` of the issue while its correction is open.");
const address = z.string().max(254);
const mostListed = 1_000;

/** What the page of a run does, for programs. */
export const runApi = (deps: RunRoutesDeps): ApiRoute[] => {
  const decide = async (name: IssueName, decision: RunDecision): Promise<z.infer<typeof decided>> => {
    const done = await decideRun(deps, name, decision);
    if (!done.ok) throw new Conflict(runRefusals[done.reason]);
    return { words: runNotices[done.notice], count: done.count };
  };
  const existing = async ({ newsletterId, issueId }: IssueName) => {
    const [settings, stored] = await Promise.all([
      deps.newsletters.get(newsletterId),
      deps.issues.get(newsletterId, issueId),
    ]);
    if (!settings || !stored) throw new NotFound("the newsletter has no such issue");
    return settings.newsletter;
  };
  return [
    apiRoute({
      method: "get",
      path,
      role: "viewer",
      summary: "How the sending of an issue stands, two seconds old at most; 404 while nobody has begun to send it.",
      answer: runViewSchema,
      handle: async ({ params }) => {
        await existing(params);
        const view = await deps.readings.read(params.issueId);
        if (!view) throw new NotFound("the issue has not been sent to anybody yet");
        return view;
      },
    }),
    apiRoute({
      method: "post",
      path: `${path}/pause`,
      role: "editor",
      act: "issue.pause",
      summary: "Begins no further batch until it is resumed; what is under way is finished.",
      answer: decided,
      handle: ({ params }) => decide(params, { kind: "pause" }),
    }),
    apiRoute({
      method: "post",
      path: `${path}/resume`,
      role: "sender",
      act: "issue.resume",
      summary: "Lifts the causes that are named; it goes on within a minute when no other stands.",
      body: z.object({ causes: z.array(z.enum(liftableCauses)).min(1).default(["editor"]) }),
      answer: decided,
      handle: ({ params, body }) => decide(params, { kind: "resume", ...body }),
    }),
    apiRoute({
      method: "post",
      path: `${path}/cancel`,
      role: "sender",
      act: "issue.cancel",
      summary: "Ends the sending for good, when `typed` is the word cancel.",
      body: z.object({ typed: z.string().max(40) }),
      answer: decided,
      handle: ({ params, body }) => decide(params, { kind: "cancel", ...body }),
    }),
    apiRoute({
      method: "post",
      path: `${path}/correction`,
      role: "editor",
      act: "issue.begin-correction",
      summary:
        "Pauses it and opens its correction, of the same posts as they are now: the calls of the issue read and change that until it is sent or discarded.",
      body: z.object({ subject: z.string().max(200).optional(), preheader: z.string().max(200).optional() }),
      answer: decided,
      handle: ({ params, body }) => decide(params, { kind: "begin-correction", ...body }),
    }),
    apiRoute({
      method: "delete",
      path: `${path}/correction`,
      role: "sender",
      act: "issue.discard-correction",
      summary: "Forgets the correction with all that was changed in it; the rest get the issue as it was sent.",
      answer: decided,
      handle: ({ params }) => decide(params, { kind: "discard-correction" }),
    }),
    apiRoute({
      method: "post",
      path: `${path}/correct`,
      role: "sender",
      act: "issue.correct",
      summary: "Sends the rest the correction that was seen, as a new revision, and goes on; nobody gets both.",
      body: z.object({ seen }),
      answer: correction,
      handle: async ({ params, body, note }) => {
        const done = await decideRun(deps, params, { kind: "correct", ...body });
        if (!done.ok) throw new Conflict(runRefusals[done.reason]);
        note({ revision: String(done.revision) });
        return { words: runNotices[done.notice], revision: done.revision };
      },
    }),
    apiRoute({
      method: "post",
      path: `${path}/settlement`,
      role: "sender",
      act: "issue.settle",
      summary: "Settles who is in doubt by what Amazon SES has said since; mails nobody the issue.",
      answer: decided,
      handle: ({ params }) => decide(params, { kind: "settle" }),
    }),
    apiRoute({
      method: "post",
      path: `${path}/resend-unknown`,
      role: "sender",
      fresh: true,
      act: "issue.resend-unknown",
      summary: "Mails who is unknown once more, though each may get the issue twice.",
      answer: decided,
      handle: ({ params }) => decide(params, { kind: "resend" }),
    }),
    apiRoute({
      method: "post",
      path: `${path}/redrive`,
      role: "sender",
      act: "issue.redrive",
      summary: "Lets the stuck parts of an issue go on.",
      answer: decided,
      handle: ({ params }) => decide(params, { kind: "redrive" }),
    }),
    apiRoute({
      method: "post",
      path: `${path}/copies`,
      role: "sender",
      act: "recipient.send-copy",
      summary: "Sends the issue to one subscriber once more, whatever became of the first; it is in no sum.",
      body: z.object({ address }),
      answer: decided,
      handle: ({ params, body, editor, draw }) => decide(params, { kind: "copy", ...body, by: editor.id, draw }),
    }),
    apiRoute({
      method: "post",
      path: `${path}/stories`,
      role: "editor",
      act: "recipient.look-up",
      summary: "What became of the issue for one address, in a sentence.",
      body: z.object({ address }),
      answer: z.object({ subscriberId: z.string(), story: z.string() }),
      handle: async ({ params, body, note }) => {
        const newsletter = await existing(params);
        const told = await tellDelivery(deps, { ...params, ...body, when: (at) => clockFace(newsletter, at) });
        note({ subscriberId: told.subscriberId });
        return told;
      },
    }),
    apiRoute({
      method: "get",
      path: `${path}/recipients`,
      role: "editor",
      act: "recipients.export",
      summary: "At most 1,000 who did not surely get it, in one state, after an id when one is given.",
      query: z.object({ state: z.enum(listedStates).default("unknown"), after: z.string().optional() }),
      answer: z.object({
        recipients: z.array(z.object({ subscriberId: z.string(), address: z.string(), reason: z.string() })),
        more: z.boolean(),
      }),
      handle: async ({ params, query: { state, after } }) => {
        await existing(params);
        const recipients: ListedRecipient[] = [];
        for await (const each of listRecipients(deps, { ...params, state })) {
          if (after !== undefined && each.subscriberId <= after) continue;
          if (recipients.length === mostListed) return { recipients, more: true };
          recipients.push(each);
        }
        return { recipients, more: false };
      },
    }),
  ];
};
