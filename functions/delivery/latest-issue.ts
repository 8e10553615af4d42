import { shardOf } from "../audience/shard.ts";
import type { LatestIssue } from "../audience/welcome-subscriber.ts";
import type { RenditionStore } from "../digest/rendition-store.ts";
import type { IssueStore } from "../digest/store.ts";
import type { RunStore } from "./run-store.ts";
import type { DeliveryStore } from "./store.ts";

export type LatestIssueDeps = {
  issues: Pick<IssueStore, "latest" | "get">;
  renditions: Pick<RenditionStore, "get">;
  runs: Pick<RunStore, "get">;
  deliveries: Pick<DeliveryStore, "manifestFor">;
};

/** The newest issue that is going out or has gone out, for who came too late to be in its audience. */
export const latestIssue =
  ({ issues, renditions, runs, deliveries }: LatestIssueDeps) =>
  async (newsletterId: string): Promise<LatestIssue | undefined> => {
    const newest = (await issues.latest(newsletterId, lookedAt)).find(({ state }) => state === "handed-over");
    const stored = newest && (await issues.get(newsletterId, newest.id));
    // Until its audience is frozen whoever confirms gets it by itself.
    const run = newest && (await runs.get(newest.id));
    if (!stored || !run) return undefined;
    const rendition = await renditions.get(newest.id, stored.issue.revision);
    if (!rendition) return undefined;
    const wasPlannedFor = async (subscriberId: string): Promise<boolean> => {
      const manifest = await deliveries.manifestFor(newest.id, shardOf(subscriberId), subscriberId);
      return manifest?.recipients.some(({ id }) => id === subscriberId) ?? false;
    };
    return { rendition, frozenAt: run.frozenAt, wasPlannedFor };
  };

const lookedAt = 10;
