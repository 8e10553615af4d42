import { deleteIf, type Key, putIfAbsent, queryItems, type Table } from "../core/store.ts";
import { isAbout, type Job, jobSchema } from "./outbox.ts";
import { shardOf, shards } from "./shard.ts";

/** Mails that are promised and not sent yet, by whom they go to. */
export const outboxStore = (table: Table) => ({
  /** Keeps a mail that is promised; `false` when the same is promised already. */
  promise(job: Job): Promise<boolean> {
    return putIfAbsent(table, { ...jobKey(job), ...job });
  },

  /** What is promised to the people of one shard. */
  promised: (shard: string): Promise<Job[]> => promisedIn(table, shard),

  /** Strikes out a promise that was kept or cannot be; `false` when another has taken its place. */
  settle(job: Job): Promise<boolean> {
    return deleteIf(table, {
      Key: jobKey(job),
      ConditionExpression: "#at = :at",
      ExpressionAttributeNames: { "#at": "at" },
      ExpressionAttributeValues: { ":at": job.at },
    });
  },

  /** Everything that is promised to somebody by one newsletter, or that they asked for another address. */
  async promisedTo(newsletterId: string, subscriberId: string): Promise<Job[]> {
    const jobs = await Promise.all(shards.map((shard) => promisedIn(table, shard)));
    return jobs.flat().filter((job) => isAbout(job, newsletterId, subscriberId));
  },
});

export const jobKey = ({
  kind,
  newsletterId,
  subscriberId,
}: Pick<Job, "kind" | "newsletterId" | "subscriberId">): Key => ({
  pk: `#outbox#${shardOf(subscriberId)}`,
  sk: `${subscriberId}#${newsletterId}#${kind}`,
});

const promisedIn = async (table: Table, shard: string): Promise<Job[]> => {
  const found: Job[] = [];
  const query = {
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": `#outbox#${shard}` },
    ConsistentRead: true,
  };
  for await (const item of queryItems(table, query)) found.push(jobSchema.parse(item));
  return found;
};
