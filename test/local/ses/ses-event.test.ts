import { describe, expect, it } from "vitest";
import { eventStream } from "../../../local/ses/event-stream.ts";
import type { SesEvent } from "../../../local/ses/ses-event.ts";
import type { SettingsInput } from "../../../local/ses/settings.ts";
import { aMail, anEndpoint } from "../../support/ses-endpoint.ts";

/** Sends the mails, then gives every event in the order in which it arrived, `schedule` being a clock that leaps. */
const eventsAfter = async (
  mails: Buffer[],
  settings: SettingsInput = {},
): Promise<{ events: SesEvent[]; delays: number[]; ids: (string | undefined)[] }> => {
  const waiting: { milliseconds: number; task: () => void }[] = [];
  const { endpoint, send } = await anEndpoint({
    settings,
    schedule: (milliseconds, task) => void waiting.push({ milliseconds, task }),
  });
  const events: SesEvent[] = [];
  endpoint.subscribe((event) => void events.push(event));
  const ids: (string | undefined)[] = [];
  for (const mail of mails) ids.push(await send(mail, { ConfigurationSetName: "letters" }));
  expect(events).toEqual([]);
  const inOrder = waiting.toSorted((a, b) => a.milliseconds - b.milliseconds);
  for (const { task } of inOrder) task();
  return { events, delays: waiting.map(({ milliseconds }) => milliseconds), ids };
};

const to = (address: string) => aMail({ To: address });
const kinds = (events: SesEvent[]) => events.map(({ eventType }) => eventType);

describe("the events of a message", () => {
  it("have SES's shape: ids, destination, header and every tag as a list", async () => {
    const mail = aMail({
      "X-Delivery-Id": "d1",
      "X-SES-MESSAGE-TAGS": "issue=week-43, delivery=d1",
      Subject: "=?UTF-8?Q?Citt=C3=A0?=",
    });
    const { events, ids } = await eventsAfter([mail]);
    expect(events[1]).toEqual({
      eventType: "Delivery",
      mail: {
        timestamp: "2026-10-24T08:00:00.000Z",
        source: "week@flashbulb.example",
        sourceArn: "arn:aws:ses:eu-west-1:000000000000:identity/flashbulb.example",
        sendingAccountId: "000000000000",
        messageId: ids[0],
        destination: ["ana@reader.example"],
        headersTruncated: false,
        headers: expect.arrayContaining([
          { name: "From", value: "Flashbulb <week@flashbulb.example>" },
          { name: "X-Delivery-Id", value: "d1" },
          { name: "X-SES-MESSAGE-TAGS", value: "issue=week-43, delivery=d1" },
        ]),
        commonHeaders: {
          from: ["Flashbulb <week@flashbulb.example>"],
          to: ["ana@reader.example"],
          messageId: ids[0],
          subject: "Città",
        },
        tags: {
          "ses:source-ip": ["127.0.0.1"],
          "ses:from-domain": ["flashbulb.example"],
          "ses:caller-identity": ["local"],
          "ses:configuration-set": ["letters"],
          issue: ["week-43"],
          delivery: ["d1"],
        },
      },
      delivery: {
        timestamp: "2026-10-24T08:00:00.000Z",
        processingTimeMillis: 0,
        recipients: ["ana@reader.example"],
        smtpResponse: "250 2.6.0 Message received",
        reportingMTA: "tearsheet.local",
      },
    });
  });

  it.each([
    ["ana@reader.example", ["Send", "Delivery"]],
    ["success@simulator.amazonses.com", ["Send", "Delivery"]],
    ["ooto@simulator.amazonses.com", ["Send", "Delivery"]],
    ["bounce@simulator.amazonses.com", ["Send", "Bounce"]],
    ["bounce+week-43@simulator.amazonses.com", ["Send", "Bounce"]],
    ["suppressionlist@simulator.amazonses.com", ["Send", "Bounce"]],
    ["complaint+a@simulator.amazonses.com", ["Send", "Delivery", "Complaint"]],
    ["bounce@simulator.amazonses.com.evil.example", ["Send", "Delivery"]],
  ])("to %s are %j", async (address, expected) => {
    expect(kinds((await eventsAfter([to(address)])).events)).toEqual(expected);
  });

  it("say who bounced and who complained, each address in its own kind of event", async () => {
    const mail = to("ana@reader.example, bounce@simulator.amazonses.com, complaint@simulator.amazonses.com");
    const { events } = await eventsAfter([mail]);
    expect(events.slice(1)).toMatchObject([
      { delivery: { recipients: ["ana@reader.example", "complaint@simulator.amazonses.com"] } },
      {
        bounce: {
          bounceType: "Permanent",
          bounceSubType: "General",
          bouncedRecipients: [{ emailAddress: "bounce@simulator.amazonses.com", status: "5.1.1" }],
        },
      },
      {
        complaint: {
          complaintFeedbackType: "abuse",
          complainedRecipients: [{ emailAddress: "complaint@simulator.amazonses.com" }],
        },
      },
    ]);
  });

  it("end with a rejection when the message carries the virus test file", async () => {
    const virus = aMail({}, ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE", "!$H+H*"].join(""));
    expect(kinds((await eventsAfter([virus])).events)).toEqual(["Send", "Reject"]);
  });

  it("can be a bounce or a complaint long after, asked for by hand", async () => {
    const { endpoint, send } = await anEndpoint({ schedule: (_, task) => task() });
    const id = await send(aMail({ "X-SES-MESSAGE-TAGS": "issue=week-43" }));
    const message = endpoint.messages.find(id ?? "");
    if (!message) throw new Error("not kept");
    expect(endpoint.simulate(message, "bounce")).toBe(false);
    const events: SesEvent[] = [];
    endpoint.subscribe((event) => void events.push(event));
    expect(endpoint.simulate(message, "complaint")).toBe(true);
    await Promise.resolve();
    expect(events).toMatchObject([{ eventType: "Complaint", mail: { messageId: id, tags: { issue: ["week-43"] } } }]);
  });
});

describe("a bad stream of events", () => {
  const mails = Array.from({ length: 200 }, (_, n) => to(`r${n}@reader.example`));
  const busy = { ratePerSecond: 10_000 };

  it("is as late as it is told to be", async () => {
    const { delays } = await eventsAfter(mails.slice(0, 3), { events: { delaySeconds: 90 } });
    expect(delays).toEqual(Array(6).fill(90_000));
  });

  it("loses all that is said of its share of mails, and says others twice", async () => {
    const { events } = await eventsAfter(mails, { ...busy, events: { lost: 0.25, twice: 0.5 } });
    const ids = events.map((event) => `${event.eventType} ${event.mail.messageId}`);
    const different = new Set(ids).size;
    expect(different).toBe(2 * new Set(events.map(({ mail }) => mail.messageId)).size);
    expect(different).toBeGreaterThan(250);
    expect(different).toBeLessThan(350);
    expect(ids.length / different).toBeGreaterThan(1.35);
    expect(ids.length / different).toBeLessThan(1.65);
  });

  it("is out of order and complete when it is shuffled", async () => {
    const { events, ids } = await eventsAfter(mails, { ...busy, events: { shuffleSeconds: 10 } });
    const order = events.map((event) => ids.indexOf(event.mail.messageId));
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    expect(new Set(order).size).toBe(200);
    expect(events.length).toBe(400);
  });

  it("goes on to the other subscribers when one fails, and never makes sending fail", async () => {
    const failures: string[] = [];
    const heard: string[] = [];
    const stream = eventStream({
      settings: () => ({ delaySeconds: 0, shuffleSeconds: 0, twice: 0, lost: 0, seed: "" }),
      schedule: (_, task) => task(),
      onFailure: (error, messageId) => void failures.push(`${messageId}: ${error}`),
    });
    stream.subscribe(() => Promise.reject(new Error("no")));
    stream.subscribe((event) => void heard.push(event.mail.messageId));
    stream.publish({ eventType: "Send", mail: { messageId: "m1" }, send: {} } as unknown as SesEvent);
    await new Promise((resolve) => setImmediate(resolve));
    expect([heard, failures]).toEqual([["m1"], ["m1: Error: no"]]);
  });
});
