import fc from "fast-check";
import { parseAddress } from "../../functions/audience/address.ts";
import { personalLinks } from "../../functions/audience/links.ts";
import { type SignUpRoutesDeps, signUpRoutes, subscribePath } from "../../functions/audience/sign-up-routes.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { shownToken } from "../../functions/audience/time-trap.ts";
import { type WorkOutboxDeps, workOutbox } from "../../functions/audience/work-outbox.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { addMilliseconds } from "../../functions/core/time.ts";
import { anAudience, at, idKey, keyring } from "../support/audience.ts";
import { badTokens, isAccepted } from "../support/bad-tokens.ts";
import { openSes } from "../support/ses.ts";
import { storeEngines } from "../support/store.ts";

const count = 1_000_000;

/** What strangers may try, in its full number: bad tokens, addresses, and sign-ups of one victim. Throws at the first success. */
export const bench = async (print: (line: string) => void): Promise<void> => {
  await tokens(print);
  addresses(print);
  await signUps(print);
};

const seconds = (began: number): string => ((performance.now() - began) / 1000).toFixed(1);

const tokens = async (print: (line: string) => void): Promise<void> => {
  const began = performance.now();
  let accepted = 0;
  for (const token of badTokens(count)) if (isAccepted(token)) accepted += 1;
  if (accepted > 0) throw new Error(`${accepted} bad tokens were accepted`);
  print(`${count.toLocaleString("en")} bad tokens: ${accepted} accepted, ${seconds(began)} s`);
};

const addresses = (print: (line: string) => void): void => {
  const typed = fc.oneof(
    fc.emailAddress(),
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.stringMatching(/^[ -~]{0,40}$/),
    fc
      .tuple(fc.stringMatching(/^[a-z."+@ ]{1,20}$/), fc.string({ unit: "grapheme", maxLength: 20 }))
      .map((parts) => parts.join("@")),
  );
  let taken = 0;
  let slowest = 0;
  const began = performance.now();
  for (const text of fc.sample(typed, { numRuns: count, seed: 7 })) {
    const start = performance.now();
    const parsed = parseAddress(text);
    slowest = Math.max(slowest, performance.now() - start);
    if (!parsed.ok) continue;
    taken += 1;
    const [local, domain] = [text.slice(0, text.lastIndexOf("@")), text.slice(text.lastIndexOf("@") + 1)];
    const isPlain = /^[\0-\x7f]*$/.test(domain);
    const changed = !parsed.address.startsWith(`${local}@`) || (isPlain && parsed.normalForm !== text.toLowerCase());
    if (changed) throw new Error("an address was changed silently");
  }
  print(
    `${count.toLocaleString("en")} fuzzed addresses: ${taken.toLocaleString("en")} taken, none changed, ` +
      `${seconds(began)} s with their making, the slowest ${slowest.toFixed(2)} ms`,
  );
};

const asks = 10_000;
const networks = 1_000;

const signUps = async (print: (line: string) => void): Promise<void> => {
  const engine = await (storeEngines.at(-1) as (typeof storeEngines)[number]).open([audienceTable, newslettersTable]);
  const local = await openSes();
  try {
    const publicUrl = "https://news.flashbulb.example";
    const personal = personalLinks({ keyring, publicUrl });
    const stores = await anAudience(engine);
    let now = at;
    const deps: SignUpRoutesDeps & WorkOutboxDeps = {
      ...{ ...stores, ses: local.ses, keyring, idKey, clock: () => now, stampClock: () => now, publicUrl, personal },
      visitorOf: (context) => context.req.header("x-forwarded-for"),
    };
    const app = signUpRoutes(deps);
    const began = performance.now();
    const statuses: Record<number, number> = {};
    for (let n = 0; n < asks; n += 100) {
      now = addMilliseconds(now, 60_000);
      const shown = shownToken(keyring, "flashbulb", addMilliseconds(now, -3000));
      const answers = Array.from({ length: 100 }, async (_, i) => {
        const network = (n + i) % networks;
        const { status } = await app.request(subscribePath("flashbulb"), {
          method: "POST",
          body: new URLSearchParams({ address: "victim@example.com", shown }),
          headers: { "x-forwarded-for": `10.${network >> 8}.${network & 255}.${i}` },
        });
        statuses[status] = (statuses[status] ?? 0) + 1;
      });
      await Promise.all([...answers, workOutbox(deps)]);
    }
    await workOutbox(deps);
    const mails = (await local.accepted()).length;
    if (mails > 1) throw new Error(`${mails} mails went to one victim`);
    const told = Object.entries(statuses).map(([status, times]) => `${times} times ${status}`);
    print(
      `${asks} sign-ups of one address from ${networks} networks in 100 minutes: ${mails} mail, ${told.join(", ")}, ${seconds(began)} s`,
    );
  } finally {
    await local.close();
    await engine.close();
  }
};
