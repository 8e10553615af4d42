import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { simpleParser } from "mailparser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { subscriberCommands } from "../../functions/audience/commands.ts";
import { newsletterSchema } from "../../functions/core/newsletter.ts";
import { addMilliseconds } from "../../functions/core/time.ts";
import type { Using } from "../../functions/core/using.ts";
import { deliveryCommands } from "../../functions/delivery/commands.ts";
import { addSendCommands } from "../../functions/delivery/send-commands.ts";
import { digestCommands } from "../../functions/digest/commands.ts";
import { postsCommands } from "../../functions/posts/commands.ts";
import type { Parts } from "../../local/parts.ts";
import { gateOnPaper } from "../gate/gate.ts";
import { hasSharedData } from "../posts/shared-data.ts";
import { commandIn, mailboxOf, mailOf, ownEnvironment, type Product, startProduct } from "../support/product.ts";

const feed = fileURLToPath(new URL("../../../shared/data/feeds/guardian.rss", import.meta.url));
const issue = "world-weekly-20180203T0800Z";
const newsletter = newsletterSchema.parse({
  id: "world-weekly",
  name: "World, weekly",
  language: "en-GB",
  zone: "Europe/London",
  cadence: { kind: "weekly", weekday: 6, time: "08:00" },
  sender: { name: "World, weekly", address: "world@news.example" },
  postalAddress: "World, weekly, 1 High Street, London N1, United Kingdom",
  listId: "world.news.example",
  siteUrl: "https://www.theguardian.com/",
});

/** A newsletter beside the sample, from a real feed of January 2018 whose pictures nobody can fetch. */
describe.skipIf(!hasSharedData)("the week of a real feed, without its pictures", () => {
  let own: Awaited<ReturnType<typeof ownEnvironment>>;
  let product: Product;
  let imported: string[];
  let made: string[];
  let laterMs = 0;

  const run = (of: (using: Using<Parts>) => Command, ...words: string[]): Promise<string[]> =>
    commandIn(
      {
        ...product.parts,
        fetch: async () => ({ ok: false, reason: "unresolved", words: "is on a host that does not exist" }),
        clock: () => addMilliseconds(product.parts.clock(), laterMs),
        stampClock: () => addMilliseconds(product.parts.stampClock(), laterMs),
        times: { ...product.parts.times, planAfterMs: 0 },
      },
      of,
      ...words,
    );

  const delivery = (using: Using<Parts>) => addSendCommands(deliveryCommands(using), using);

  beforeAll(async () => {
    own = await ownEnvironment();
    product = await startProduct({ ...own.environment, TEARSHEET_SAMPLE: "off", TEARSHEET_CLOCK: "sample" });
    await product.parts.newsletters.put({ newsletter, version: 0 });
    imported = await run(postsCommands, "import", feed, "--newsletter", newsletter.id);
    await run(subscriberCommands, "add", newsletter.id, "ada@example.com");
    await run(subscriberCommands, "add", newsletter.id, "pia@example.com", "--variant", "photos");
    made = await run(digestCommands, "make", newsletter.id, "--at", "2018-01-31T12:00Z");
  });
  afterAll(async () => {
    await product.stop();
    await own.dispose();
  });

  it("is taken in whole, and says that no picture could be had", () => {
    expect(imported[0]).toContain("55 new, 0 updated, 0 unchanged, 0 refused; 0 photos kept, 55 not had");
  });

  it("is one issue, of the Saturday after", () => {
    expect(made.at(-1)).toBe(`${issue}\tdraft\tmade`);
  });

  it("is explained: the 54 posts of its week, and why none of their photos is in", async () => {
    const lines = await run(digestCommands, "explain", issue);
    expect(lines).toContain("54 posts: 21 in (12 more, 8 story, 1 lead), 33 out (33 page)");
    expect(lines).toContain("54 photos: 0 in, 54 out (54 not to be had)");
    // Dated 8 December.
    expect(lines.filter((line) => line.includes("Trump-Russia investigation"))).toEqual([]);
  });

  it("reads like a mail without them: whole sentences, the newest first, nothing of the feed’s furniture", async () => {
    const text = (await run(digestCommands, "show", issue)).join("\n");
    expect(text).toContain("Subject:   Tottenham Hotspur v Manchester United: Premier League…\n");
    expect(text).toContain("0 bytes of pictures");
    expect(text).toMatch(/^World, weekly\n27 January\s–\s3 February 2018$/m);
    const titles = ["Moura joins Spurs", "FBI has", "Rasual Butler", "Director of CDC", "Climate change", "Global use"];
    const places = titles.map((title) => text.indexOf(`\n${title}`));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(0);
    expect(text).toMatch(/^“Just in case .* squad\.”$/m);
    expect(text).toMatch(
      /^The 13-year NBA veteran .* He was 38\.\nhttps:\/\/www\.theguardian\.com\/sport\/2018\/jan\/31\/rasual-/m,
    );
    expect(text).not.toMatch(/Continue reading|Related:|<|&\w+;/);
    expect(text).not.toContain("The week in pictures");
    expect(text).toContain("All 54 stories of the week: ");
  });

  it("is sent once to everybody, and never an empty mail to who wants photos only", async () => {
    // Who was confirmed a moment ago waits for the next issue.
    laterMs = 15_000;
    expect((await run(delivery, "send", issue)).join("\n")).toContain("sent 2 of 2");
    expect((await run(delivery, "send", issue)).join("\n")).toContain("sent 2");
    const messages = [...(await mailboxOf(product.url, "ada@")), ...(await mailboxOf(product.url, "pia@example.com"))];
    expect(messages).toHaveLength(2);
    for (const { id } of messages) {
      const mail = await simpleParser(await mailOf(product.url, id));
      expect(mail.subject).toBe("Tottenham Hotspur v Manchester United: Premier League…");
      expect(mail.html).not.toContain("<img");
      expect(mail.text).toContain("\nClimate change threatens half of US bases");
    }
  });

  it("passes the gate on paper, in both variants", async () => {
    const rendition = await product.parts.renditions.get(issue, 1);
    if (!rendition) throw new Error("the issue that was sent has no rendition");
    const sentinels = Object.values(rendition.sentinels);
    const filled = (body: string) =>
      sentinels.reduce((text, sentinel) => text.replaceAll(sentinel, `${product.url}/personal`), body);
    for (const { html, text } of Object.values(rendition.bodies)) {
      const { subject, preheader } = rendition;
      const mail = { html: filled(html), text: filled(text), subject, preheader };
      const found = await gateOnPaper({
        ...mail,
        newsletterName: newsletter.name,
        sentinels,
        pictureAt: async () => undefined,
      });
      expect(found).toEqual([]);
    }
  });

  it("has its page of all the week's stories", async () => {
    const page = await (await fetch(`${product.url}/newsletters/world-weekly/issues/${issue}/posts`)).text();
    expect(page).toContain("Orcas can imitate human speech, research reveals");
    expect(page.match(/<li>/g)).toHaveLength(54);
    expect(page).toMatch(/Wednesday 31 January.*Tuesday 30 January.*Monday 29 January/s);
  });
});
