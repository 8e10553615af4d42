import { forgetLists } from "../functions/audience/forget-lists.ts";
import { isUnderWay } from "../functions/audience/import-order.ts";
import { isNews, type Told } from "../functions/calendar/news.ts";
import { outcomeLine, type TickOutcome } from "../functions/calendar/outcome.ts";
import type { Config } from "../functions/core/config.ts";
import { InvalidInput } from "../functions/core/errors.ts";
import { storeStreamState } from "../functions/delivery/store-stream-state.ts";
import { issuePath } from "../functions/digest/routes.ts";
import { standingWords } from "../functions/mail/installation.ts";
import { type Hearing, hearOwnEvents } from "./events.ts";
import { openHome } from "./home.ts";
import { hearInboundMail } from "./inbound-mail.ts";
import { forgetExports } from "./list-exports.ts";
import { outboxWorker } from "./outbox.ts";
import { localParts, type Parts } from "./parts.ts";
import { openQuiet } from "./quiet.ts";
import { readRunning } from "./running.ts";
import { seedSample } from "./seed-sample.ts";
import { tick } from "./tick.ts";
import { listen, localWeb } from "./web.ts";
import { whereToLook } from "./where-to-look.ts";
import { workThrough } from "./work-through.ts";

/** The product running on this machine, until it is stopped. */
export type Running = {
  url: string;
  parts: Parts;
  /** Where to look, a line each. */
  pages: readonly string[];
  /** Runs what is due now, as the clock's tick does; resolves when it is done. */
  tick(): Promise<TickOutcome[]>;
  /** Resolves when the sample newsletter stands and the first tick has run. */
  ready: Promise<void>;
  /** Aborted as soon as it is asked to stop; `ready` may reject then. */
  stopping: AbortSignal;
  stop(): Promise<void>;
};

/**
 * Starts everything: engines, web, and the tick, which runs as soon as the sample newsletter stands and then every
 * `tickSeconds`; one that fails is told and stops no later one. Resolves as soon as the web answers; what the sample
 * needs goes on behind it. Throws `InvalidInput` when the data folder or the port is in use.
 */
export const start = async (config: Config, say: (line: string) => void): Promise<Running> => {
  const other = await readRunning(config.dataFolder);
  if (other?.webUrl && other.pid !== process.pid)
    throw new InvalidInput(
      `already running at ${other.webUrl} (process ${other.pid}): stop it, or set TEARSHEET_DATA to another folder`,
    );
  const home = await openHome(config);
  const opened: (() => Promise<void>)[] = [home.close];
  const stop = async () => {
    for (const close of opened.splice(0).toReversed()) await close();
  };
  try {
    const parts = localParts(home);
    const hearing = hearOwnEvents(home, parts, say);
    if (hearing) opened.push(hearing.stop);
    const inbound = hearInboundMail(home, parts, say);
    if (inbound) opened.push(inbound.stop);
    const quiet = openQuiet();
    const outbox = outboxWorker({ ...parts, turn: quiet.rest }, say);
    opened.push(outbox.idle);
    let turned = async (): Promise<unknown> => undefined;
    const answers = localWeb(home, parts, outbox.wake, () => turned());
    const web = await listen({ fetch: quiet.counting(answers.fetch) }, config);
    opened.push(web.close);
    const url = config.publicUrl;
    await home.tell(url);
    const ticks = ticking(parts, say, hearing);
    const stopping = new AbortController();
    const pages = await whereToLook(parts, config);
    const beat = () => {
      outbox.wake();
      return ticks.run().catch((error: unknown) => say(`the tick failed: ${String(error)}`));
    };
    let timer: NodeJS.Timeout | undefined;
    const ready = (async () => {
      if (config.sample) await seedSample(parts, say, stopping.signal);
      await beat();
      await resumeLists(parts);
      if (config.sample) await ticks.workedThrough();
      // Not before: a tick in the middle of the seeding would close the sample's issue without its posts and readers.
      if (!stopping.signal.aborted) timer = setInterval(() => void beat(), config.tickSeconds * 1000);
    })();
    turned = async () => {
      await ready;
      await ticks.run();
      await ticks.workedThrough();
    };
    opened.push(async () => {
      stopping.abort();
      await Promise.all([parts.queue.stop(), parts.imports.stop()]);
      await ready.catch(() => undefined);
      clearInterval(timer);
      await ticks.idle();
    });
    return { url, parts, pages, ready, stopping: stopping.signal, tick: ticks.run, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** Lists that were under way, in or out, when the last process ended. */
const resumeLists = async ({ newsletters, orders, exports, imports }: Parts): Promise<void> => {
  for (const { id: newsletterId } of await newsletters.list()) {
    for (const order of await orders.latest(newsletterId, 10))
      if (isUnderWay(order)) await imports.put([{ newsletterId, importId: order.id }]);
    for (const order of await exports.latest(newsletterId, 10))
      if (order.step === "writing") await imports.put([{ newsletterId, exportId: order.id }]);
  }
};

/**
 * One tick at a time: one that comes while another runs waits for it and then finds little to do. What the sweep put is
 * worked off beside the ticks, so that no issue holds them up.
 */
const ticking = (parts: Parts, say: (line: string) => void, hearing: Hearing | undefined) => {
  let last: Promise<unknown> = Promise.resolve();
  let through: Promise<void> | undefined;
  const told: Told = new Map();
  let isTold = false;
  let wordsTold: string | undefined;
  const tell = (outcomes: readonly TickOutcome[]) => {
    for (const outcome of outcomes) for (const line of news(parts, outcome, told)) say(line);
  };
  const workOff = () => {
    through ??= workThrough(parts, tell)
      .catch((error: unknown) => say(`the sweep failed: ${String(error)}`))
      .finally(() => {
        through = undefined;
      });
  };
  const workedThrough = async () => through;
  const idle = () => last.catch(() => undefined);
  const run = (): Promise<TickOutcome[]> => {
    const next = idle().then(async () => {
      if (hearing) await storeStreamState(parts, hearing.state());
      const outcomes = await tick(parts);
      await forgetLists(parts);
      const { agrees } = parts.storeTime();
      if (!agrees && !isTold) say("this machine's clock is not the store's: nothing is sent until it is");
      isTold = !agrees;
      const words = standingWords[await parts.installation.standing()];
      if (words && words !== wordsTold) say(words);
      wordsTold = words;
      tell(outcomes);
      workOff();
      await forgetExports(parts);
      return outcomes;
    });
    last = next;
    return next;
  };
  return {
    run,
    workedThrough,
    idle: async () => {
      await idle();
      await workedThrough();
    },
  };
};

const news = (parts: Parts, outcome: TickOutcome, told: Told): string[] => {
  if (!isNews(outcome, told)) return [];
  if (outcome.did !== "sent") return [outcomeLine(outcome)];
  return [outcomeLine(outcome), `archive: ${parts.publicUrl}${issuePath(outcome.newsletterId, outcome.issue.id)}`];
};
