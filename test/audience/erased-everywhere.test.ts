import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { expect, it } from "vitest";
import { eraseSubscriber } from "../../functions/audience/erase-subscriber.ts";
import { personalLinks } from "../../functions/audience/links.ts";
import { audienceRoutes } from "../../functions/audience/routes.ts";
import { signUpRoutes, subscribePath } from "../../functions/audience/sign-up-routes.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { shownToken } from "../../functions/audience/time-trap.ts";
import { workOutbox } from "../../functions/audience/work-outbox.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds } from "../../functions/core/time.ts";
import { eventsStore } from "../../functions/delivery/events-store.ts";
import { forgetPerson } from "../../functions/delivery/forget-person.ts";
import { streamStore } from "../../functions/delivery/stream-store.ts";
import { deliveryTable } from "../../functions/delivery/table.ts";
import { takeInEvents } from "../../functions/delivery/take-in-events.ts";
import { anAudience, at, idKey, keyring } from "../support/audience.ts";
import { openSes } from "../support/ses.ts";
import { openStore } from "../support/store.ts";

const tables = [audienceTable, newslettersTable, deliveryTable];

it("an erased person is in no item of any table, their old address neither; what stays is hashes that keep a promise", async () => {
  const engine = await openStore(...tables);
  const local = await openSes();
  let now = at;
  const publicUrl = "https://news.flashbulb.example";
  const events = eventsStore(engine.table(deliveryTable));
  const personal = personalLinks({ keyring, publicUrl });
  const stores = await anAudience(engine);
  const stream = streamStore(engine.table(deliveryTable));
  const deps = {
    ...stores,
    events,
    stream,
    ses: local.ses,
    keyring,
    idKey,
    clock: () => now,
    stampClock: () => now,
    publicUrl,
    personal,
  };
  const app = signUpRoutes(deps).route("/", audienceRoutes(deps));
  const post = (path: string, form: Record<string, string> = {}) =>
    app.request(path, { method: "POST", body: new URLSearchParams(form) });
  const newestPaths = async () =>
    (await local.accepted())
      .map((message) => String(local.endpoint.messages.mail(message)).replaceAll("=\r\n", ""))
      .flatMap((raw) => /https:\/\/news\.flashbulb\.example(\/(?:confirm|move-\w+)\/[\w-]+)/.exec(raw)?.[1] ?? []);
  const stored = async () => {
    const items: string[] = [];
    for (const definition of tables) {
      const { db, name } = engine.table(definition);
      const { Items = [] } = await db.send(new ScanCommand({ TableName: name }));
      items.push(...Items.map((item) => JSON.stringify({ table: definition.name, ...item })));
    }
    return items;
  };
  const address = "Ada.Lovelace@first.example";
  const moved = "countess@second.example";
  const [id, movedId] = [address, moved].map((each) => keyedId(idKey, each.toLowerCase())) as [string, string];

  // Everything that can be known of somebody: asked, confirmed, welcomed, moved, bounced, left, said why, asked anew.
  const shown = shownToken(keyring, "flashbulb", addMilliseconds(now, -3000));
  await post(subscribePath("flashbulb"), { address, name: "Augusta Ada King", shown });
  await workOutbox(deps);
  await post((await newestPaths()).at(-1) ?? "");
  await workOutbox(deps);
  const { links } = personalLinks({ keyring, publicUrl: "" })({ newsletterId: "flashbulb", issueId: "i" }, id);
  await post(`${links.preferencesUrl}/address`, { address: moved });
  await workOutbox(deps);
  for (const path of (await newestPaths()).slice(-2)) await post(path);
  await events.addSoftBounce(movedId, "message-1", { issueId: "flashbulb-1", sentAt: at });
  await takeInEvents(deps, [
    { eventType: "News", mail: { destination: [moved.toUpperCase()] } },
    `not JSON ${address}`,
  ]);
  const left = await (await post(links.unsubscribeUrl)).text();
  await post(/action="([^"]*\/why)"/.exec(left)?.[1] ?? "", { why: "never-asked" });
  now = addMilliseconds(now, 90_000_000);
  await post(subscribePath("flashbulb"), {
    address: moved,
    name: "Countess",
    shown: shownToken(keyring, "flashbulb", addMilliseconds(now, -3000)),
  });

  const about = /lovelace|countess|augusta|first\.example|second\.example/i;
  expect((await stored()).filter((item) => about.test(item)).length).toBeGreaterThanOrEqual(5);
  const eraseElsewhere = (person: { subscriberId: string; address: string }) => forgetPerson({ events }, person);
  const result = await eraseSubscriber({ ...deps, eraseElsewhere }, { newsletterId: "flashbulb", address: moved });
  expect(result).toMatchObject({ ok: true, erased: true });

  const after = await stored();
  expect(after.filter((item) => about.test(item))).toEqual([]);
  const withId = after.filter((item) => item.includes(id) || item.includes(movedId)).map((item) => JSON.parse(item).pk);
  expect(new Set(withId.map((pk: string) => pk.split("#")[1]))).toEqual(new Set(["erasure", "confirmation"]));
  expect(await stores.rights.erase("flashbulb", { id: movedId, at: now })).toBe(false);
  await local.close();
  await engine.close();
});
