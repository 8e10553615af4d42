import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import autocannon, { type Options, type Result } from "autocannon";
import { audienceStore } from "../../functions/audience/store.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { inParallel } from "../../functions/core/in-parallel.ts";
import { type NewsletterStore, newsletterStore, newslettersTable } from "../../functions/core/newsletter-store.ts";
import { freePort } from "../../local/free-port.ts";
import { localKeys } from "../../local/keys.ts";
import { openStoreEngine } from "../../local/store-engine.ts";
import { storeEngines } from "../support/store.ts";

const perSecond = 200;
const seconds = 20;
const mailsPerSecond = 100;

/**
 * The sign-up page at 200 requests a second while the same process sends an issue to `rows` people: the program as it is
 * started, on a store with a process of its own. Beside it, at the same time, an address at which the same server has
 * nothing to do: what is slow there is the machine, and not the page.
 */
export const bench = async (print: (line: string) => void, { rows }: { rows: number }): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "sign-up-"));
  const store = storeEngines.at(-1) as (typeof storeEngines)[number];
  const server = await store.open([]);
  const url = `http://localhost:${await freePort()}`;
  const product = await started(folder, url, server.endpoint, rows);
  try {
    const sent = async () =>
      Number(((await (await fetch(`${url}/mailbox/messages.json?limit=1`)).json()) as { total?: number }).total ?? 0);
    const page = `${url}/newsletters/nobody-blinked/subscribe`;
    await until(async () => (await fetch(`${url}/mailbox/messages.json?limit=1`)).ok && (await sending(url)));
    const shown = /name="shown" value="([^"]+)"/.exec(await (await fetch(page)).text())?.[1] ?? "";
    await load({ url: page, duration: 3 });
    const [before, began] = [await sent(), performance.now()];
    const measured = async (name: string, options: Options) => {
      const nothing = { url: `${url}/nothing-here`, connections: 2, overallRate: perSecond / 10 };
      const [answers, floor] = await Promise.all([load(options), load(nothing)]);
      print(line(name, answers));
      print(`  meanwhile an empty answer of the same server: p50 ${floor.latency.p50} ms, p99 ${floor.latency.p99} ms`);
    };
    await measured("GET", { url: page });
    let visitor = 0;
    const post = {
      method: "POST" as const,
      path: new URL(page).pathname,
      setupRequest: (request: object) => {
        visitor += 1;
        const ip = `10.${(visitor >> 8) & 255}.${visitor & 255}.1`;
        const body = new URLSearchParams({
          address: `visitor${visitor}@host${visitor % 400}.example`,
          shown,
        }).toString();
        const headers = { "content-type": "application/x-www-form-urlencoded", "x-forwarded-for": ip };
        return { ...request, body, headers };
      },
    };
    await measured("POST, 5 at once,", { url, requests: [post], connections: 5 });
    await measured("POST, 20 at once,", { url, requests: [post] });
    print(`load average of the machine: ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores`);
    const mails = ((await sent()) - before) / ((performance.now() - began) / 1000);
    print(
      `on ${store.name}, meanwhile ${mails.toFixed(0)} mails a second, of an issue to ${rows.toLocaleString("en")}`,
    );
  } finally {
    product.kill("SIGKILL");
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

/**
 * The program with its sample, `rows` people more who came in the week that is due, no soft start, and an SES that grants
 * 100 a second.
 */
const started = async (folder: string, url: string, storeUrl: string, rows: number) => {
  const { idKey } = await localKeys(folder);
  const tables = [audienceTable, newslettersTable];
  const engine = await openStoreEngine({ service: { kind: "endpoint", url: storeUrl }, tables });
  const audience = audienceStore(engine.table(audienceTable));
  await inParallel(Array.from({ length: rows }), 32, async (_, n) => {
    const address = `reader${n}@example.org`;
    await audience.add({
      ...{ id: keyedId(idKey, address), newsletterId: "nobody-blinked", address },
      ...{ state: "confirmed", confirmedAt: "2026-10-20T06:00:00.000Z", preferences: { variant: "everything" } },
    });
  });
  const product = spawn(process.execPath, ["bin/tearsheet.ts", "start"], {
    cwd: join(import.meta.dirname, "../.."),
    env: {
      ...process.env,
      TEARSHEET_DATA: folder,
      TEARSHEET_PORT: new URL(url).port,
      TEARSHEET_SES_RATE: `${mailsPerSecond}`,
      TEARSHEET_SES_DAILY_QUOTA: "10000000",
      AWS_ENDPOINT_URL_DYNAMODB: storeUrl,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((ready) => {
    createInterface({ input: product.stdout }).on("line", (said) => said.startsWith("ready in") && ready());
  });
  await until(() => withoutSoftStart(newsletterStore(engine.table(newslettersTable))));
  await engine.close();
  return product;
};

/** The sample's newsletter stands as soon as the program runs; its issue begins when all of the sample does. */
const withoutSoftStart = async (newsletters: NewsletterStore): Promise<boolean> => {
  const stored = await newsletters.get("nobody-blinked");
  if (!stored) return false;
  await newsletters.put({ newsletter: { ...stored.newsletter, softStart: false }, version: stored.version });
  return true;
};

/** Each connection sends what is its own of a second back to back: so many arrive at once as there are connections. */
const load = (options: Options): Promise<Result> =>
  autocannon({ connections: 20, overallRate: perSecond, duration: seconds, ...options });

const line = (name: string, { latency, requests, non2xx, errors }: Result): string =>
  `${name} at ${requests.average.toFixed(0)}/s: p50 ${latency.p50} ms, p99 ${latency.p99} ms, most ${latency.max} ms, ` +
  `${requests.total} answers, ${non2xx} not 2xx, ${errors} errors`;

const sending = async (url: string): Promise<boolean> => {
  const { messages } = (await (await fetch(`${url}/mailbox/messages.json?limit=100`)).json()) as {
    messages: unknown[];
  };
  return messages.length >= 50;
};

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 1200; tries++) {
    if (await holds().catch(() => false)) return;
    await new Promise((passed) => setTimeout(passed, 500));
  }
  throw new Error("the issue was never sent");
};
