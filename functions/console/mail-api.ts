import * as z from "zod";
import { NotFound } from "../core/errors.ts";
import { bodyForNobody, variantSchema } from "../core/rendition.ts";
import { htmlBudgetBytes, photoBudgetBytes } from "../digest/encoded-size.ts";
import { type RenderDeps, renderIssue } from "../digest/render-issue.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { type ReadDeskDeps, readDesk } from "./read-desk.ts";
import { type Choice, swapStrip } from "./swap-strip.ts";

export type MailApiDeps = RenderDeps & ReadDeskDeps & { publicUrl: string };

const path = "/newsletters/:newsletterId/issues/:issueId";

const mailAnswer = z.object({
  subject: z.string(),
  preheader: z.string(),
  html: z.string().describe("As it is sent, its personal links leading to the newsletter’s page."),
  text: z.string(),
  bytes: z.object({ html: z.int(), pictures: z.int() }).describe("Of the larger of the two shapes."),
  budget: z.object({ html: z.int(), pictures: z.int() }),
  trimmed: z.array(z.string()).describe("What was left out for them, in words."),
});

const choiceAnswer = z.object({
  photoId: z.string(),
  postId: z.string(),
  also: z.array(z.string()).describe("Photos that show the same picture."),
  why: z.string().optional().describe("Why it may not stand there; absent where it may."),
});

/** What the desk shows in its frame, and beside a photo: the mail itself with its sizes, and what may be swapped. */
export const mailApi = (deps: MailApiDeps): ApiRoute[] => [
  apiRoute({
    method: "get",
    path: `${path}/mail`,
    role: "viewer",
    summary: "The mail of an issue as it would be sent now, or as it was, with its bytes beside what they may be.",
    query: z.object({ variant: variantSchema.default("everything") }),
    answer: mailAnswer,
    handle: async ({ params, query: { variant } }) => {
      const rendition = await renderIssue(deps, params);
      const url = `${deps.publicUrl}/newsletters/${params.newsletterId}`;
      const body = (part: "html" | "text") => bodyForNobody(rendition, { variant, part, url });
      const { subject, preheader, htmlBytes, photoBytes, trimmed = [] } = rendition;
      return {
        ...{ subject, preheader, trimmed, html: body("html"), text: body("text") },
        bytes: { html: htmlBytes, pictures: photoBytes },
        budget: { html: htmlBudgetBytes, pictures: photoBudgetBytes },
      };
    },
  }),
  apiRoute({
    method: "get",
    path: `${path}/photos/:photoId/swaps`,
    role: "viewer",
    summary: "What may be swapped for a photo: its own set in its order, then the next-best of the week.",
    answer: z.object({ ofSet: z.array(choiceAnswer), ofWeek: z.array(choiceAnswer) }),
    handle: async ({ params: { photoId, ...name }, editor }) => {
      const desk = await readDesk(deps, { ...name, editorId: editor.id });
      if (!(photoId in desk.issue.digest.photoReasons)) throw new NotFound("there is no such photo among this week’s");
      const { ofSet, ofWeek } = swapStrip(desk, photoId);
      return { ofSet: ofSet.map(choiceOf), ofWeek: ofWeek.map(choiceOf) };
    },
  }),
];

const choiceOf = ({ photo, post, also, why }: Choice): z.input<typeof choiceAnswer> => ({
  photoId: photo.id,
  postId: post.id,
  also: also.map(({ id }) => id),
  why,
});
