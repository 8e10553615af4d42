import { simpleParser } from "mailparser";
import { addSubscriber } from "../../functions/audience/add-subscriber.ts";
import type { TickOutcome } from "../../functions/calendar/outcome.ts";
import type { Newsletter } from "../../functions/core/newsletter.ts";
import { addMilliseconds, type Instant } from "../../functions/core/time.ts";
import { issueId } from "../../functions/digest/issue.ts";
import { type Post, postId } from "../../functions/posts/post.ts";
import type { AcceptedMessage } from "../../local/ses/accepted-message.ts";
import { aNewsletter, aPostOf, aWindow } from "./digest-week.ts";
import type { World } from "./world.ts";

type Changes = Partial<Post> & { day?: number };

/** So long after the end of `aWindow`. */
export const past = (milliseconds: number): Instant => addMilliseconds(aWindow.until, milliseconds);

/** The newsletter of a test in a world whose clock is turned by hand: its settings, its posts, what a tick does for it. */
export const ticked = (world: () => World, newsletterId: () => string) => {
  const name = () => ({ newsletterId: newsletterId(), issueId: issueId(newsletterId(), aWindow) });
  const pageOf = (id: string) => `https://flashbulb.example/${newsletterId()}-${id}`;
  const put = async (id: string, changes: Changes = {}) => {
    const post = aPostOf(`${newsletterId()}-${id}`, { newsletterId: newsletterId(), ...changes });
    const { posts } = world().parts;
    await posts.put(post, await posts.get(newsletterId(), post.id));
  };
  return {
    ...{ name, pageOf, put },
    /** Its settings from now on; its one reader comes with the first. */
    async settle(settings: Partial<Newsletter> | object = {}) {
      const id = newsletterId();
      const newsletter = aNewsletter({ id, postalAddress: "Via Margutta 12, Roma", ...settings });
      const stored = await world().parts.newsletters.get(id);
      await world().parts.newsletters.put({ newsletter, version: stored?.version ?? 0 });
      if (!stored) await addSubscriber(world().parts, { newsletterId: id, address: `${id}@reader.example` });
    },
    /** A post as a source brings it, known by its guid; and its page, which can go. */
    async putFromSource(id: string, changes: Changes = {}) {
      const url = pageOf(id);
      await put(id, { id: postId(newsletterId(), url), guid: url, url, ...changes });
      return url;
    },
    /** What the tick did for this newsletter at the instant; unless it is told otherwise, it sees this one alone. */
    async outcomesAt(at: Instant, tick = () => world().tick(newsletterId())): Promise<TickOutcome[]> {
      world().set(at);
      return (await tick()).filter((outcome) => outcome.newsletterId === newsletterId());
    },
    issue: async () => (await world().parts.issues.get(newsletterId(), name().issueId))?.issue,
    mailsTo: async (address: string) =>
      (await world().accepted()).filter(({ recipients }) => recipients.includes(address)),
    mailOf: async (message: AcceptedMessage | undefined) =>
      simpleParser((message && world().mail(message)) ?? Buffer.alloc(0)),
  };
};
