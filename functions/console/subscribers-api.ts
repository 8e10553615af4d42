import * as z from "zod";
import { announceImport } from "../audience/announce-import.ts";
import { discardOrder } from "../audience/discard-order.ts";
import { eraseSubscriber } from "../audience/erase-subscriber.ts";
import { importOrderSchema, orderNow } from "../audience/import-order.ts";
import { reportRowSchema, rowsInPage } from "../audience/import-report.ts";
import { saidStates } from "../audience/list-state.ts";
import { orderImport } from "../audience/order-import.ts";
import { personalData, personalDataSchema } from "../audience/personal-data.ts";
import { suppressAddress } from "../audience/suppress-address.ts";
import { suppressionReasonSchema } from "../audience/suppression.ts";
import { takeInOrder } from "../audience/take-in-order.ts";
import { Conflict, InvalidInput, NotFound } from "../core/errors.ts";
import { variants } from "../core/rendition.ts";
import { addByEditor } from "./add-by-editor.ts";
import { type ApiRoute, apiRoute } from "./api-route.ts";
import { isTyped } from "./is-typed.ts";
import { liftByEditor } from "./lift-by-editor.ts";
import { newsletterOf } from "./newsletter-of.ts";
import { isPast, liftRefusal, untyped } from "./subscriber-refusals.ts";
import type { SubscribersDeps } from "./subscribers-routes.ts";
import { readAddress, subscriberStorySchema, tellSubscriber } from "./tell-subscriber.ts";

const path = "/newsletters/:newsletterId/subscribers";
const address = z.string().max(254);
const about = z.object({ address });
const importPath = `${path}/imports/:importId` as const;
const shownOrder = importOrderSchema.omit({ by: true });
const mostOrders = 30;

/** What the page of subscribers does, for programs. An address is in a body, never in a path. */
export const subscribersApi = (deps: SubscribersDeps): ApiRoute[] => [
  apiRoute({
    method: "post",
    path: `${path}/look-up`,
    role: "editor",
    act: "subscriber.look-up",
    summary: "One person's story: how they came, what they chose, what became of the last issues for them.",
    body: about,
    answer: subscriberStorySchema,
    handle: async ({ params, body, note }) => {
      const { newsletter } = await newsletterOf(deps, params.newsletterId);
      const story = await tellSubscriber(deps, { newsletter, ...body });
      note({ subscriberId: story.id });
      return story;
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/add`,
    role: "sender",
    act: "subscriber.add",
    summary:
      "Adds somebody whose consent you hold, as confirmed; asked again, nothing changes. 409 when they have unsubscribed.",
    body: about.extend({ name: z.string().max(200).optional(), variant: z.enum(variants).optional() }),
    answer: z.object({
      id: z.string(),
      added: z.boolean(),
      suppressed: suppressionReasonSchema.optional().describe("Why no mail goes there all the same."),
    }),
    handle: async ({ params, body, note }) => {
      const { newsletter } = await newsletterOf(deps, params.newsletterId);
      const who = readAddress(deps, body.address);
      note({ subscriberId: who.id });
      return addByEditor(deps, { newsletterId: newsletter.id, ...body });
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/suppress`,
    role: "sender",
    act: "subscriber.suppress",
    summary: "Lets no mail go to an address any more, from any newsletter, whether or not anybody subscribed with it.",
    body: about,
    answer: z.object({ id: z.string(), changed: z.boolean() }),
    handle: async ({ params, body, note }) => {
      await newsletterOf(deps, params.newsletterId);
      const who = readAddress(deps, body.address);
      note({ subscriberId: who.id });
      const suppressed = await suppressAddress(deps, who);
      return { id: who.id, changed: suppressed.ok && suppressed.changed };
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/unsuppress`,
    role: "sender",
    act: "subscriber.unsuppress",
    summary:
      "Lets mail go to an address again; after a complaint only at an admin's word. 409 when it may not, or may already.",
    body: about,
    answer: z.object({ id: z.string() }),
    handle: async ({ params, body, editor, note }) => {
      await newsletterOf(deps, params.newsletterId);
      note({ subscriberId: readAddress(deps, body.address).id });
      const lifted = await liftByEditor(deps, { ...body, editor });
      if (!lifted.ok) throw new Conflict(liftRefusal(lifted.reason));
      return { id: lifted.id };
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/erase`,
    role: "admin",
    fresh: true,
    act: "subscriber.erase",
    summary: "Deletes what is kept about a person, when `typed` is their address again; keyed hashes stay.",
    body: about.extend({ typed: address }),
    answer: z.object({
      id: z.string(),
      erased: z.boolean(),
      kept: z.array(z.string()),
      waiting: z
        .array(z.object({ importId: z.string(), file: z.string() }))
        .describe("Lists that were brought and not taken in: they may name the person."),
    }),
    handle: async ({ params, body, note }) => {
      const { newsletter } = await newsletterOf(deps, params.newsletterId);
      const who = readAddress(deps, body.address);
      note({ subscriberId: who.id });
      if (!isTyped(deps, body.typed, who.id)) throw new InvalidInput(untyped);
      const erased = await eraseSubscriber(deps, { newsletterId: newsletter.id, address: who.address });
      if (!erased.ok) throw new InvalidInput(`address: ${erased.reason}`);
      return erased;
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/personal-data`,
    role: "admin",
    act: "subscriber.personal-data",
    summary: "Everything that is kept about a person, as it is kept.",
    body: about,
    answer: personalDataSchema,
    handle: async ({ params, body, note }) => {
      const { newsletter } = await newsletterOf(deps, params.newsletterId);
      const who = readAddress(deps, body.address);
      note({ subscriberId: who.id });
      const told = await personalData(deps, { newsletterId: newsletter.id, address: who.address });
      if (!told.ok) throw new InvalidInput(`address: ${told.reason}`);
      return told.data;
    },
  }),
  apiRoute({
    method: "get",
    path: `${path}/imports`,
    role: "viewer",
    summary: "At most 30 lists that were brought, the latest first, and what became of each.",
    answer: z.object({ imports: z.array(shownOrder) }),
    handle: async ({ params }) => {
      const { newsletter } = await newsletterOf(deps, params.newsletterId);
      const imports = await deps.orders.latest(newsletter.id, mostOrders);
      return { imports: imports.map((order) => orderNow(order, deps.clock())) };
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/imports`,
    role: "sender",
    act: "subscribers.import",
    summary: "Brings a list, as the text of a CSV, and has it looked at: nothing is changed before it is taken in.",
    body: z.object({
      file: z.string().min(1).max(200),
      text: z.string().min(1),
      said: z.enum(saidStates).optional().describe("What its people are, where it does not say so itself."),
    }),
    answer: shownOrder,
    handle: async ({ params, body: { file, text, said }, editor, draw, note }) => {
      const { newsletter } = await newsletterOf(deps, params.newsletterId);
      const content = new TextEncoder().encode(text);
      const list = { newsletterId: newsletter.id, file, said, content, by: editor.id, draw };
      const ordered = await orderImport(deps, list);
      if (!ordered.ok) throw new InvalidInput("text: is empty");
      note({ importId: ordered.order.id });
      return ordered.order;
    },
  }),
  apiRoute({
    method: "post",
    path: `${path}/uploads`,
    role: "sender",
    act: "subscribers.import",
    summary: "Says where to PUT the file of a list that is too large for a call; it is looked at when it has come.",
    body: z.object({
      file: z.string().min(1).max(200),
      bytes: z.int().min(0),
      said: z.enum(saidStates).optional().describe("What its people are, where it does not say so itself."),
    }),
    answer: z.object({
      import: shownOrder,
      url: z.string().describe("For an hour, for a file of exactly so many bytes."),
      headers: z.record(z.string(), z.string()),
    }),
    handle: async ({ params, body, editor, draw, note }) => {
      const { newsletter } = await newsletterOf(deps, params.newsletterId);
      const list = { newsletterId: newsletter.id, said: body.said, ...body, by: editor.id, draw };
      const announced = await announceImport(deps, list);
      if (!announced.ok) throw new InvalidInput(`bytes: is ${announced.reason}`);
      note({ importId: announced.order.id });
      return { import: announced.order, ...announced.target };
    },
  }),
  apiRoute({
    method: "get",
    path: importPath,
    role: "viewer",
    summary: "One list: what it would change, how far it is taken in, and which rows were refused and why.",
    answer: shownOrder,
    handle: async ({ params }) => {
      const { newsletter } = await newsletterOf(deps, params.newsletterId);
      const kept = await deps.orders.get(newsletter.id, params.importId);
      if (!kept) throw new NotFound("there is no such list");
      return orderNow(kept.order, deps.clock());
    },
  }),
  apiRoute({
    method: "get",
    path: `${importPath}/rows`,
    role: "viewer",
    summary:
      "What would become of every row of a list, or became of it (`of`), at most 1,000 at a time; `next` is what the " +
      "following call takes as `after`. A week after the list came it is gone.",
    query: z.object({
      of: z.enum(["look", "taken"]).default("taken"),
      after: z.coerce.number().int().min(0).default(0),
    }),
    answer: z.object({ rows: z.array(reportRowSchema), next: z.int().optional() }),
    handle: async ({ params, query: { of: part, after } }) => {
      const { newsletter } = await newsletterOf(deps, params.newsletterId);
      const kept = await deps.orders.get(newsletter.id, params.importId);
      if (!kept) throw new NotFound("there is no such list");
      const rows = await deps.reports.after({ newsletterId: newsletter.id, id: params.importId, part }, after);
      const next = after + rowsInPage - (after % rowsInPage);
      return { rows, ...(next < kept.order[part].rows && { next }) };
    },
  }),
  ...(
    [
      ["take-in", takeInOrder, "Takes a list in that was looked at; asked again, it has it go on."],
      ["discard", discardOrder, "Deletes a list that was looked at and is not to be taken in."],
    ] as const
  ).map(([verb, move, summary]) =>
    apiRoute({
      method: "post",
      path: `${importPath}/${verb}`,
      role: "sender",
      act: `subscribers.${verb}`,
      summary,
      body: z.object({}),
      answer: shownOrder,
      handle: async ({ params }) => {
        const { newsletter } = await newsletterOf(deps, params.newsletterId);
        const moved = await move(deps, { newsletterId: newsletter.id, importId: params.importId });
        if (!moved.ok) throw moved.reason === "none" ? new NotFound("there is no such list") : new Conflict(isPast);
        return moved.order;
      },
    }),
  ),
];
