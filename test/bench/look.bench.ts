import { shards } from "../../functions/audience/shard.ts";
import { addMilliseconds, toInstant } from "../../functions/core/time.ts";
import { type Claim, openClaim } from "../../functions/delivery/claim.ts";
import { claimItem, claimOfItem } from "../../functions/delivery/claim-item.ts";
import { chunkSize } from "../../functions/delivery/delivery.ts";
import { lookAtIssue } from "../../functions/delivery/look-at-issue.ts";
import { runSchema } from "../../functions/delivery/run.ts";
import { everybody } from "../../functions/delivery/share.ts";

const now = toInstant(Date.parse("2026-11-21T07:00:00.000Z"));
const sent = { ...openClaim(chunkSize), version: 23, recipients: Array<Claim["recipients"][number]>(chunkSize) };
sent.recipients = sent.recipients.fill({ state: "sent", reason: "accepted", try: 1 });

/** What a look at ten million recipients costs this process itself, all of them sent to: the store is left out. */
export const bench = async (print: (line: string) => void): Promise<void> => {
  for (const people of [100_000, 10_000_000]) {
    const keys = Array.from({ length: people / chunkSize / shards.length }, (_, n) => String(n).padStart(26, "0"));
    const plan = shards.flatMap((shard) => keys.map((chunk) => ({ shard, chunk, size: chunkSize })));
    const item = claimItem(sent);
    const claims = async function* (_issue: string, _shard: string, from = "0"): AsyncGenerator<[string, Claim]> {
      for (const chunk of keys) if (chunk >= from) yield [chunk, claimOfItem(item)];
    };
    const remembered = { finished: new Map() };
    const deps = {
      deliveries: { claims },
      storeTime: () => ({ now, agrees: true }),
      sender: { plan: async () => plan, share: async () => everybody, remembered: async () => remembered },
    };
    const run = runSchema.parse({
      ...{ issueId: "flashbulb-20261121T0700Z", newsletterId: "flashbulb" },
      ...{ frozenAt: addMilliseconds(now, -1), audience: people },
    });
    const before = process.memoryUsage().rss;
    const times: number[] = [];
    for (let turn = 0; turn < 2; turn++) {
      const used = process.cpuUsage();
      const { counts } = await lookAtIssue(deps, run);
      const { user, system } = process.cpuUsage(used);
      times.push((user + system) / 1000);
      if (counts.sent !== people) throw new Error(`${counts.sent} of ${people} were seen`);
    }
    const grown = (process.resourceUsage().maxRSS * 1024 - before) / 2 ** 20;
    print(
      `${people.toLocaleString("en")} recipients in ${plan.length.toLocaleString("en")} chunks: ` +
        `${times.map((ms) => ms.toFixed(0)).join(" ms, and again ")} ms of processor; ${grown.toFixed(0)} MB more at most`,
    );
  }
};
