import { setTimeout as sleep } from "node:timers/promises";
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { subscriberKey } from "../../functions/audience/store.ts";
import type { Subscriber } from "../../functions/audience/subscriber.ts";
import { keyedId } from "../../functions/core/ids.ts";
import type { Keyring } from "../../functions/core/signed-link.ts";
import type { Table } from "../../functions/core/store.ts";
import type { Instant } from "../../functions/core/time.ts";

export const newsletterId = "flashbulb";
export const idKey = Buffer.alloc(32, 7);
export const keyring: Keyring = { signingKeyId: 1, keys: new Map([[1, Buffer.alloc(32, 1)]]) };

/** The id of whoever has the address. */
export const idOf = (address: string): string => keyedId(idKey, address.toLowerCase());

export const aSubscriber = (address: string, confirmedAt: Instant): Subscriber => ({
  ...{ id: idOf(address), newsletterId, address, name: `Reader ${address.split("@")[0]}` },
  ...{ state: "confirmed", confirmedAt, preferences: { variant: "everything" } },
});

const perWrite = 25;
const atATime = 8;

/** Puts people into the audience as its own store keeps them, 25 a request; no more of them are in memory than that. */
export const loadPeople = async (table: Table, people: Iterable<Subscriber>): Promise<void> => {
  const pages = inPages(people);
  const lane = async () => {
    for (const page of pages) await put(table, page);
  };
  await Promise.all(Array.from({ length: atATime }, lane));
};

const put = async (table: Table, page: readonly Subscriber[]): Promise<void> => {
  let left: Record<string, unknown[]> | undefined = {
    [table.name]: page.map((each) => ({ PutRequest: { Item: { ...subscriberKey(newsletterId, each.id), ...each } } })),
  };
  while (left && Object.keys(left).length > 0) {
    const answer = await table.db.send(new BatchWriteCommand({ RequestItems: left as never }));
    left = answer.UnprocessedItems as typeof left;
    if (left && Object.keys(left).length > 0) await sleep(20);
  }
};

function* inPages(people: Iterable<Subscriber>): Generator<Subscriber[], void, undefined> {
  let page: Subscriber[] = [];
  for (const each of people) {
    page.push(each);
    if (page.length < perWrite) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
