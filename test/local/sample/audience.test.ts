import { describe, expect, it } from "vitest";
import { subscriberSchema } from "../../../functions/audience/subscriber.ts";
import { sampleNow } from "../../../local/sample/calendar.ts";
import { sampleNewsletter } from "../../../local/sample/newsletter.ts";
import { sampleSubscribers } from "../../../local/sample/subscribers.ts";

describe("the sample's audience", () => {
  it("is 25 subscribers that the schema takes, no address twice, none that could be a person's", () => {
    expect(sampleSubscribers).toHaveLength(25);
    for (const [i, subscriber] of sampleSubscribers.entries())
      expect(
        subscriberSchema.safeParse({ ...subscriber, id: `s${i}`, newsletterId: "nobody-blinked" }).error,
      ).toBeUndefined();
    const addresses = sampleSubscribers.map(({ address }) => address);
    expect(new Set(addresses).size).toBe(25);
    for (const address of addresses) expect(address).toMatch(/@(example\.(com|org|net)|simulator\.amazonses\.com)$/);
  });

  it("has one pending, one gone, one paused, several for photos only, and SES's three mailboxes", () => {
    const count = (test: (s: (typeof sampleSubscribers)[number]) => boolean) => sampleSubscribers.filter(test).length;
    expect(count((s) => s.state === "pending")).toBe(1);
    expect(count((s) => s.state === "unsubscribed")).toBe(1);
    expect(count((s) => (s.preferences.pausedUntil ?? "") > sampleNow)).toBe(1);
    expect(count((s) => s.preferences.variant === "photos")).toBeGreaterThanOrEqual(3);
    expect(count((s) => s.address.endsWith("@simulator.amazonses.com"))).toBe(3);
  });
});

describe("the sample newsletter", () => {
  it("can be sent: it has a postal address, and a sponsor of sixty words at most who is on in the last week", () => {
    const newsletter = sampleNewsletter("http://127.0.0.1:8025");
    expect(newsletter.postalAddress).toBeDefined();
    const [sponsor] = newsletter.sponsors;
    expect(sponsor?.text.split(" ").length).toBeLessThanOrEqual(60);
    expect(sponsor && sponsor.from <= sampleNow && sampleNow < sponsor.until).toBe(true);
  });
});
