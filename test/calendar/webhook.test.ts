import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { tellWebhook } from "../../functions/calendar/tell-webhook.ts";
import { webhookStore } from "../../functions/calendar/webhook-store.ts";
import { parseNewsletter } from "../../functions/core/newsletter.ts";
import { postJson } from "../../functions/core/post-json.ts";
import { addMilliseconds, hour, type Instant, minute } from "../../functions/core/time.ts";
import { webhookSecret, webhookSignature } from "../../functions/core/webhook-signature.ts";
import { eventsStore } from "../../functions/delivery/events-store.ts";
import { runStore } from "../../functions/delivery/run-store.ts";
import { deliveryStore } from "../../functions/delivery/store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import type { IssueSummary } from "../../functions/digest/issue.ts";
import { issuesTable } from "../../functions/digest/table.ts";
import type { StoreEngine } from "../../local/store-engine.ts";
import { keyring } from "../support/audience.ts";
import { aNewsletter } from "../support/mail.ts";
import { openStore } from "../support/store.ts";

const start = "2026-11-10T12:00:00.000Z";
const window = { from: "2026-11-01T00:00:00.000Z", until: "2026-11-08T00:00:00.000Z" };

describe("a webhook", () => {
  let engine: StoreEngine;
  let server: Server;
  let origin: string;
  let came: { headers: IncomingHttpHeaders; body: string }[] = [];
  let status = 204;
  let now: Instant = start;
  let issues: IssueSummary[] = [];
  let newsletters = 0;
  let id = "";
  beforeAll(async () => {
    engine = await openStore(issuesTable, deliveryTable);
    server = createServer(async (request, answer) => {
      came.push({ headers: request.headers, body: await text(request) });
      answer.writeHead(status, { location: "http://169.254.169.254/" }).end();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.close();
    await engine.close();
  });
  beforeEach(() => {
    id = `weekly-${newsletters++}`;
    [came, status, now, issues] = [[], 204, start, []];
  });

  const issue = (state: IssueSummary["state"], revision = 1): IssueSummary => ({
    ...{ id: `${id}-20261108T0000Z`, window, state, revision, subject: "“Rome”, and more", prints: [] },
  });
  const deps = () => {
    const table = engine.table(deliveryTable);
    return {
      issues: { latest: async () => issues },
      webhooks: webhookStore(engine.table(issuesTable)),
      ...{ runs: runStore(table), deliveries: deliveryStore(table), events: eventsStore(table) },
      postJson: postJson({ allow: [origin] }),
      ...{ keyring, wallClock: () => now, deskUrl: () => "https://news.example/desk" },
    };
  };
  const newsletter = (url = `http://${origin}/hook?x=1`) => ({
    ...aNewsletter({ id }),
    webhook: { url, events: ["issue.drafted", "issue.approved", "issue.done"] as const satisfies string[] },
  });
  const tick = () => tellWebhook(deps(), newsletter() as never);
  const types = () => came.map(({ body }) => (JSON.parse(body) as { type: string }).type);

  it("is told of nothing that happened before it was set, and of each later thing once", async () => {
    issues = [issue("draft")];
    await tick();
    expect(came).toEqual([]);
    issues = [issue("approved", 2)];
    await tick();
    await tick();
    issues = [issue("draft", 2)];
    await tick();
    issues = [issue("approved", 3)];
    await Promise.all([tick(), tick(), tick()]);
    expect(types()).toEqual(["issue.approved", "issue.approved"]);
    issues = [issue("handed-over", 3)];
    await deps().runs.begin({
      ...{ newsletterId: id, issueId: issues[0]?.id ?? "", frozenAt: start, cancelledAt: start, settled: "cancelled" },
    });
    await tick();
    expect(types()).toEqual(["issue.approved", "issue.approved", "issue.done"]);
    expect(JSON.parse(came[2]?.body ?? "")).toMatchObject({
      timestamp: start,
      data: { newsletterId: id, revision: 3, subject: "“Rome”, and more", sums: { audience: 0, sent: 0 } },
    });
  });

  it("is signed as Standard Webhooks says", async () => {
    // The example of its libraries.
    const secret = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
    const example = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1614265330, body: '{"test": 2432232314}' };
    expect(webhookSignature(secret, example)).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    await tick();
    issues = [issue("draft")];
    await tick();
    const [{ headers, body } = { headers: {}, body: "" }] = came;
    const ours = Buffer.from(webhookSecret(keyring, id).replace("whsec_", ""), "base64");
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", ours).update(signed).digest("base64")}`);
    expect(headers["webhook-timestamp"]).toBe(String(Date.parse(start) / 1000));
  });

  it("that does not answer is asked again with longer waits under the same id, and is given up in the end", async () => {
    await tick();
    issues = [issue("draft")];
    status = 503;
    await tick();
    await tick();
    expect(came).toHaveLength(1);
    for (const wait of [minute, 5 * minute]) {
      now = addMilliseconds(now, wait);
      await tick();
    }
    expect(came).toHaveLength(3);
    expect(new Set(came.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    for (let n = 0; n < 12; n++) {
      now = addMilliseconds(now, 24 * hour);
      await tick();
    }
    expect(came).toHaveLength(10);
    expect(await deps().webhooks.latest(id, { most: 5 })).toMatchObject([
      { state: "given-up", tries: 10, answer: "503" },
    ]);
  });

  it("that is gone is asked no more, and one that leads elsewhere is not followed", async () => {
    await tick();
    issues = [issue("draft")];
    status = 302;
    await tick();
    expect(await deps().webhooks.latest(id, { most: 1 })).toMatchObject([{ state: "waiting", answer: "302" }]);
    status = 410;
    now = addMilliseconds(now, hour);
    await tick();
    expect(await deps().webhooks.latest(id, { most: 1 })).toMatchObject([{ state: "given-up", answer: "410" }]);
    expect(came).toHaveLength(2);
  });

  it("reaches nothing that is not public, and is set to https alone", async () => {
    const post = postJson({ resolve: async () => ["10.0.0.1"] });
    for (const url of [
      "https://127.0.0.1/",
      "https://[::1]/",
      "http://example.com/",
      "https://2130706433/",
      "nonsense",
    ])
      expect(await post({ url, body: "{}", headers: {} })).toEqual({ ok: false, reason: "bad-url" });
    const inside = await post({ url: `https://inside.example:${origin.split(":")[1]}/`, body: "{}", headers: {} });
    expect(inside).toEqual({ ok: false, reason: "connection" });
    expect(came).toEqual([]);
    expect(() => parseNewsletter({ ...aNewsletter({}), webhook: { url: "http://a.example/" } })).toThrow("webhook.url");
  });
});
