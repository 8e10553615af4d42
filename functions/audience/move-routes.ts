import { Hono } from "hono";
import { linkNotFoundPage, movedPage, moveHalfPage, movePage } from "../../templates/pages/subscriber-pages.ts";
import { answerPage } from "./answer-page.ts";
import { instantOf } from "./instant-token.ts";
import { type AudienceRoutesDeps, linkedPages } from "./linked-pages.ts";
import { moveEnds } from "./move.ts";
import { moveSubscriber } from "./move-subscriber.ts";

/** The pages by which both ends agree to a change of address: a button each. */
export const moveRoutes = (deps: AudienceRoutesDeps): Hono => {
  const routes = new Hono();
  const { linked } = linkedPages(deps);

  for (const end of moveEnds) {
    routes.get(
      `/move-${end}/:token`,
      linked(`move-${end}`, (context, { newsletter, subscriber }) =>
        answerPage(context, subscriber.movedTo ? movedPage(newsletter) : movePage(newsletter)),
      ),
    );
    routes.post(
      `/move-${end}/:token`,
      linked(`move-${end}`, async (context, { newsletter, subscriber, claim }) => {
        const askedAt = instantOf(claim);
        const whose = { newsletterId: newsletter.id, subscriberId: subscriber.id };
        const result = await moveSubscriber(deps, { ...whose, end, askedAt });
        if (!result.ok) return answerPage(context, linkNotFoundPage(newsletter), 404);
        return answerPage(context, result.moved ? movedPage(newsletter) : moveHalfPage(newsletter));
      }),
    );
  }

  return routes;
};
