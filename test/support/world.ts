import type { TickOutcome } from "../../functions/calendar/outcome.ts";
import { parseConfig } from "../../functions/core/config.ts";
import type { GuardedFetch } from "../../functions/core/guarded-fetch.ts";
import type { Instant } from "../../functions/core/time.ts";
import { tables } from "../../functions/tables.ts";
import { localParts, type Parts, sendingParts } from "../../local/parts.ts";
import type { AcceptedMessage } from "../../local/ses/accepted-message.ts";
import { tick } from "../../local/tick.ts";
import { workThrough } from "../../local/work-through.ts";
import { idKey, keyring } from "./audience.ts";
import { timeOf, virtualTimer } from "./delivery.ts";
import { confirmed } from "./installation.ts";
import { memoryFiles } from "./memory-files.ts";
import { openSes } from "./ses.ts";
import { openStore } from "./store.ts";

export type World = {
  parts: Parts;
  /** Sets the program's clock. */
  set(at: Instant): void;
  /** Addresses of pages that are gone; every other is there, and is an empty page. */
  gone: Set<string>;
  /** The parts for a tick that is about these newsletters: it sees no other. */
  partsOf(...newsletterIds: string[]): Parts;
  /** Runs what is due, of all newsletters or of those that are named, and all that it puts to be sent. */
  tick(...newsletterIds: string[]): Promise<TickOutcome[]>;
  /** Every mail that SES took. */
  accepted(): Promise<AcceptedMessage[]>;
  /** One of them as it went out. */
  mail(message: AcceptedMessage): Buffer | undefined;
  close(): Promise<void>;
};

/**
 * The program wired as on one machine, over a store in memory and a clock that stands where it is set. `fetch` is the
 * web, if it is to be another than one where every page is there and empty.
 */
export const openWorld = async (web: { fetch?: GuardedFetch } = {}): Promise<World> => {
  const engine = await openStore(...tables);
  let now: Instant = "2026-01-01T00:00:00.000Z";
  const clock = () => now;
  const local = await openSes({ dailyQuota: 1_000_000 }, 10_000);
  const wired = localParts({
    config: parseConfig({}, now),
    keys: { linkKeys: keyring, idKey },
    files: memoryFiles(),
    ses: local.ses,
    table: engine.table,
    endpoint: local.endpoint,
    tell: async () => {},
    ...confirmed,
    close: async () => {},
    clock,
    stampClock: clock,
    storeTime: timeOf(clock),
  });
  const timer = virtualTimer();
  const gone = new Set<string>();
  const own = {
    ...{ ...wired, strict: true, timer, fetch: web.fetch ?? pagesBut(gone), mailSlot: async () => true },
    storeNow: () => Date.parse(now) + timer.now(),
  };
  const parts = { ...own, ...sendingParts(own) };
  const partsOf = (...newsletterIds: string[]): Parts => ({
    ...parts,
    newsletters: {
      ...parts.newsletters,
      async listEach() {
        const { newsletters, unread } = await parts.newsletters.listEach();
        return { newsletters: newsletters.filter(({ id }) => newsletterIds.includes(id)), unread };
      },
    },
  });
  return {
    parts,
    partsOf,
    async tick(...newsletterIds) {
      const outcomes = await tick(newsletterIds.length === 0 ? parts : partsOf(...newsletterIds));
      await workThrough(parts, (more) => outcomes.push(...more));
      return outcomes;
    },
    gone,
    set(at: Instant) {
      now = at;
    },
    accepted: local.accepted,
    mail: (message) => local.endpoint.messages.mail(message),
    async close() {
      await local.close();
      await engine.close();
    },
  };
};

const pagesBut =
  (gone: ReadonlySet<string>): GuardedFetch =>
  async ({ url }) =>
    gone.has(url)
      ? { ok: false, reason: "status", status: 404 }
      : { ok: true, status: 200, bytes: new Uint8Array(), contentType: "text/html", finalUrl: url };
