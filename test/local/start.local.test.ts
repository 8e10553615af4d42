import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer, get } from "node:http";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { SendRawEmailCommand } from "@aws-sdk/client-ses";
import { paginateScan } from "@aws-sdk/lib-dynamodb";
import { simpleParser } from "mailparser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { subscriberCommands } from "../../functions/audience/commands.ts";
import { parseConfig } from "../../functions/core/config.ts";
import { addMilliseconds, hour } from "../../functions/core/time.ts";
import { digestCommands } from "../../functions/digest/commands.ts";
import { tables } from "../../functions/tables.ts";
import { readRunning } from "../../local/running.ts";
import { sampleNow } from "../../local/sample/calendar.ts";
import { sampleSubscribers } from "../../local/sample/subscribers.ts";
import { openStoreEngine } from "../../local/store-engine.ts";
import { whereToLook } from "../../local/where-to-look.ts";
import { commandIn, mailboxOf, mailOf, ownEnvironment, type Product, startProduct } from "../support/product.ts";

const issue = "nobody-blinked-20261024T0600Z";
const tearsheet = join(process.cwd(), "bin/tearsheet.ts");

const run = async (environment: Record<string, string>, ...args: string[]) => {
  const options = { env: { ...process.env, ...environment }, maxBuffer: 1e8 };
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [tearsheet, ...args], options)) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
};

/** A process of the whole product that dies without a word while it reads the sample's second week. */
const killedInTheMiddle = async (environment: Record<string, string>) => {
  const child = spawn(process.execPath, [tearsheet, "start"], { env: { ...process.env, ...environment } });
  await new Promise<void>((reached) => {
    child.stdout.on("data", (chunk: Buffer) => chunk.includes("week 2") && reached());
  });
  child.kill("SIGKILL");
  await once(child, "exit");
};

describe("the product on one machine", () => {
  let own: Awaited<ReturnType<typeof ownEnvironment>>;
  let product: Product;
  const logged: string[] = [];
  let shown = "";
  let shownAt = 0;
  /** What a command in a process of its own said. */
  let beside: Awaited<ReturnType<typeof run>> | undefined;
  const { log, error } = console;
  beforeAll(async () => {
    for (const way of ["log", "error"] as const)
      console[way] = (...said) => void logged.push(said.map(String).join(" "));
    own = await ownEnvironment();
    await killedInTheMiddle(own.environment);
    product = await startProduct(own.environment);
    const form = await (await fetch(`${product.url}/newsletters/nobody-blinked/subscribe`)).text();
    shown = /name="shown" value="([^"]+)"/.exec(form)?.[1] ?? "";
    shownAt = performance.now();
  });
  afterAll(async () => {
    Object.assign(console, { log, error });
    await product.stop();
    await own.dispose();
  });

  /** Until a person could have read the form and typed an address into it. */
  const looked = () => sleep(Math.max(0, 2_100 - (performance.now() - shownAt)));

  const subscribers = async (...words: string[]) =>
    (await commandIn(product.parts, subscriberCommands, ...words)).join("\n");
  const listed = () => subscribers("list", "nobody-blinked");

  const linksOf = async (id: string) => {
    const mail = await simpleParser(await mailOf(product.url, id));
    const links = [...String(mail.html).matchAll(/href="(http[^"]+)"/g)].map(([, link = ""]) => link);
    const list = mail.headers.get("list") as unknown as { unsubscribe: { url: string } };
    return { ours: [...new Set(links)].filter((link) => link.startsWith(product.url)), oneClick: list.unsubscribe.url };
  };

  it("killed in the middle and started again makes the sample's digest and sends it to the 22 of 25 who may get it, once each", async () => {
    const messages = await mailboxOf(product.url);
    expect(messages).toHaveLength(22);
    expect(new Set(messages.flatMap(({ recipients }) => recipients)).size).toBe(22);
    expect(new Set(messages.map(({ deliveryId }) => deliveryId)).size).toBe(22);
    expect(product.said.join("\n")).toContain("sent 22 of 22");
  });

  it("sends nothing more however often the tick comes again, or when a hand sends it again", async () => {
    for (let times = 0; times < 3; times++) await product.tick();
    const again = await run(product.environment, "delivery", "send", issue);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain("sent 22");
    expect(await mailboxOf(product.url)).toHaveLength(22);
  });

  it("answers the commands beside it from the same data", async () => {
    beside = await run(product.environment, "delivery", "status", issue);
    expect(beside.stdout).toContain("done");
    const explained = (await commandIn(product.parts, digestCommands, "explain", issue)).join("\n");
    expect(explained).toMatch(/^ +In: /m);
    expect(explained).toMatch(/^ +Out: /m);
  });

  it("names pages that are there: mailbox, archive, sample blog and sign-up", async () => {
    const lines = await whereToLook(product.parts, parseConfig(product.environment, sampleNow));
    expect(lines.map((line) => line.split(":")[0])).toEqual([
      "console",
      "mailbox",
      "archive",
      "sample blog",
      "sign-up",
    ]);
    for (const line of lines.filter((each) => !each.startsWith("console:")))
      expect((await fetch(line.replace(/^[^:]+: /, ""))).status).toBe(200);
    const signUp = lines.find((line) => line.startsWith("sign-up:"))?.replace(/^[^:]+: /, "") ?? "";
    expect(signUp).toBe(`${product.url}/newsletters/nobody-blinked/subscribe`);
    expect(await (await fetch(signUp)).text()).toContain('name="address"');
  });

  it("shows one clock to the commands beside it, which only they and its own page turn, and only forward", async () => {
    const turn = (forward: string, headers: Record<string, string> = {}) =>
      fetch(`${product.url}/clock`, {
        method: "POST",
        body: new URLSearchParams({ forward }),
        headers,
        redirect: "manual",
      });
    const before = product.parts.clock();
    expect((await turn("1h")).status).toBe(403);
    expect((await turn("1h", { origin: "https://elsewhere.example" })).status).toBe(403);
    for (const wrong of ["-1h", "0m", "soon", "36d", "2026-10-24T05:00:00Z"])
      expect((await turn(wrong, { origin: product.url })).status).toBe(400);
    expect(product.parts.clock() < addMilliseconds(before, hour)).toBe(true);
    const turned = await run(product.environment, "clock", "forward", "90m");
    expect(turned).toMatchObject({ code: 0, stderr: "" });
    expect(turned.stdout.trim() > addMilliseconds(before, 1.5 * hour)).toBe(true);
    expect(product.parts.clock() > addMilliseconds(before, 1.5 * hour)).toBe(true);
    expect(await (await fetch(`${product.url}/clock`)).text()).toMatch(/Sat 31 Oct.*the window closes/s);
  });

  it("serves the archive, the page of all stories, the photographs and the front page", async () => {
    const archive = `${product.url}/newsletters/nobody-blinked/issues/${issue}`;
    const page = await (await fetch(archive)).text();
    expect(page).toContain("People waiting in boats");
    expect(page).not.toContain("/unsubscribe/");
    const photo = /src="(http[^"]+\/photos\/[^"]+\.jpg)"/.exec(page)?.[1] ?? "";
    expect((await fetch(photo)).headers.get("content-type")).toBe("image/jpeg");
    expect((await fetch(photo.replace(/[^/]+\.jpg$/, "original.jpg"))).status).toBe(404);
    expect(await (await fetch(`${archive}/posts`)).text()).toContain("Night train to Przemyśl, with soup");
    expect(await (await fetch(product.url)).text()).toContain("/mailbox");
  });

  it("answers nobody who came by another name, so that no page elsewhere can read the mailbox", async () => {
    const port = Number(new URL(product.url).port);
    const status = await new Promise((answered) =>
      get({ host: "127.0.0.1", port, path: "/mailbox", headers: { host: `rebound.example:${port}` } }, (response) => {
        response.resume();
        answered(response.statusCode);
      }),
    );
    expect(status).toBe(421);
  });

  it("changes nothing in any table when three scanners at once follow every link of a mail three times, by GET and HEAD", async () => {
    const [message] = await mailboxOf(product.url, "clara");
    const { ours, oneClick } = await linksOf(message?.id ?? "");
    const links = [...ours.filter((link) => !link.includes("/sample/")), oneClick];
    expect(links.length).toBeGreaterThan(3);
    const { storeUrl = "" } = (await readRunning(product.environment.TEARSHEET_DATA ?? "")) ?? {};
    const before = (await itemsOf(storeUrl)).toSorted();
    const agents = ["Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)", "Googlebot/2.1", "BarracudaCentral/1.0"];
    const follow = async (link: string, method: string, agent: string) => {
      const answer = await fetch(link, { method, headers: { "user-agent": agent, purpose: "prefetch" } });
      expect(answer.status).toBe(200);
    };
    for (let time = 0; time < 3; time++)
      await Promise.all(
        agents.flatMap((agent) =>
          ["GET", "HEAD"].flatMap((method) => links.map((link) => follow(link, method, agent))),
        ),
      );
    expect((await itemsOf(storeUrl)).toSorted()).toEqual(before);
  });

  it("lets go by the one-click POST of a received mail, for the next issue too", async () => {
    const [message] = await mailboxOf(product.url, "hanako");
    const { oneClick } = await linksOf(message?.id ?? "");
    const answer = await fetch(oneClick, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(await listed()).toMatch(/unsubscribed\tphotos\thanako@example\.org/);
  });

  it("says nothing of who gets mail, by address, name or token", async () => {
    expect(beside?.stdout).toContain("done");
    const told = [...product.said, beside?.stdout, beside?.stderr].join("\n");
    const links = await Promise.all((await mailboxOf(product.url)).slice(0, 3).map(({ id }) => linksOf(id)));
    const tokens = links.map(({ oneClick }) => new URL(oneClick).pathname.split("/").at(-1) ?? "");
    const names = sampleSubscribers.flatMap(({ address, name = "" }) => [address, name]);
    expect(tokens.every((token) => token.length > 20)).toBe(true);
    expect([...names, ...tokens].filter((each) => each !== "" && told.includes(each))).toEqual([]);
    expect(told).not.toContain("@");
  });

  it("welcomes who confirms with the issue that went out without them, once and with a way to leave", async () => {
    const form = `${product.url}/newsletters/nobody-blinked/subscribe`;
    await looked();
    await fetch(form, { method: "POST", body: new URLSearchParams({ address: "newcomer@example.org", shown }) });
    const newest = async (count: number) => {
      for (let tries = 0; tries < 200; tries++) {
        const found = await mailboxOf(product.url, "newcomer@example.org");
        if (found.length === count) return simpleParser(await mailOf(product.url, found[0]?.id ?? ""));
        await sleep(50);
      }
      throw new Error(`there are not ${count} mails to the newcomer`);
    };
    const link = /http\S+\/confirm\/\S+/.exec((await newest(1)).text ?? "")?.[0] ?? "";
    for (let time = 0; time < 2; time++) expect((await fetch(link, { method: "POST" })).status).toBe(200);
    const welcome = await newest(2);
    expect(welcome.subject).toBe("Welcome to Nobody Blinked");
    expect(welcome.text).toContain("here is the latest issue");
    expect(welcome.html).toContain("People waiting in boats");
    const list = welcome.headers.get("list") as unknown as { unsubscribe: { url: string } };
    expect((await fetch(list.unsubscribe.url, { method: "POST", body: "List-Unsubscribe=One-Click" })).status).toBe(
      200,
    );
    await product.tick();
    expect(await mailboxOf(product.url, "newcomer@example.org")).toHaveLength(2);
  });

  it("lets go by a mail to the address of List-Unsubscribe, whoever sends it, and by no other mail", async () => {
    const [message] = await mailboxOf(product.url, "zofia");
    const mail = await simpleParser(await mailOf(product.url, message?.id ?? ""));
    const list = mail.headers.get("list") as unknown as { unsubscribe: { mail: string } };
    const [address = "", query = ""] = list.unsubscribe.mail.split("?");
    const subject = new URLSearchParams(query).get("subject") ?? "";
    const send = (words: string) =>
      product.parts.ses.send(
        new SendRawEmailCommand({
          Source: "anybody@example.org",
          Destinations: [address],
          RawMessage: { Data: Buffer.from(`From: anybody@example.org\r\nTo: ${address}\r\nSubject: ${words}\r\n\r\n`) },
        }),
      );
    await send("let me go please");
    expect(await listed()).toMatch(/confirmed\tphotos\tzofia/);
    await send(`Re: ${subject}`);
    await expect.poll(listed, { timeout: 20_000 }).toMatch(/unsubscribed\tphotos\tzofia/);
  });
  it("knows an erased person by hashes alone: in no table, no file and no line that it said", async () => {
    const [address, moved, name] = ["quilla.vanterpool@first.example", "Zebulina@second.example", "Quilla Zebulina"];
    const about = /quilla|vanterpool|zebulina|first\.example|second\.example/i;
    const newest = async (to: string, count: number) => {
      await expect.poll(async () => (await mailboxOf(product.url, to)).length, { timeout: 20_000 }).toBe(count);
      return simpleParser(await mailOf(product.url, (await mailboxOf(product.url, to))[0]?.id ?? ""));
    };
    const pressIn = async (to: string, count: number, link: RegExp) => {
      const url = link.exec((await newest(to, count)).text ?? "")?.[0] ?? "";
      expect((await fetch(url, { method: "POST" })).status).toBe(200);
    };
    const post = (url: string, form: Record<string, string>) =>
      fetch(url, { method: "POST", headers: { origin: product.url }, body: new URLSearchParams(form) });
    const form = `${product.url}/newsletters/nobody-blinked/subscribe`;
    await looked();

    // Asked, confirmed, welcomed, moved, called a complainer, left, and said why.
    await post(form, { address, name, shown });
    await pressIn(address, 1, /http\S+\/confirm\/\S+/);
    const welcome = String((await newest(address, 2)).text);
    await post(`${/http\S+\/preferences\/[\w-]+/.exec(welcome)?.[0]}/address`, { address: moved });
    await pressIn(address, 3, /http\S+\/move-old\/\S+/);
    await pressIn(moved, 1, /http\S+\/move-new\/\S+/);
    const [last] = await mailboxOf(product.url, moved);
    const complained = await post(`${product.url}/mailbox/messages/${last?.id}/events`, { what: "complaint" });
    expect(complained.ok).toBe(true);
    await expect.poll(() => subscribers("find", "nobody-blinked", moved), { timeout: 20_000 }).toContain("complaint");
    const leaving = /http\S+\/unsubscribe\/[\w-]+/.exec(welcome)?.[0] ?? "";
    await post(leaving, { "List-Unsubscribe": "One-Click" });
    await post(`${leaving}/why`, { why: "other" });

    const data = await subscribers("personal-data", "nobody-blinked", moved);
    for (const part of [moved, name, "consent", "leftBecause"]) expect(data).toContain(part);
    const { storeUrl = "" } = (await readRunning(product.environment.TEARSHEET_DATA ?? "")) ?? {};
    expect((await itemsOf(storeUrl)).filter((item) => about.test(item)).length).toBeGreaterThanOrEqual(2);
    const erased = await subscribers("erase", "nobody-blinked", moved);
    expect(erased).toMatch(/ erased; kept as a keyed hash: erasure/);
    expect((await itemsOf(storeUrl)).filter((item) => about.test(item)).map((item) => JSON.parse(item).pk)).toEqual([]);

    // Files keep what was deleted until the store is opened the next time.
    await product.stop();
    product = await startProduct({ ...product.environment, TEARSHEET_SAMPLE: "off" });
    await product.stop();
    const folder = product.environment.TEARSHEET_DATA ?? "";
    const naming: string[] = [];
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && about.test((await readFile(path)).toString("latin1"))) naming.push(relative(folder, path));
    }
    // The mailbox is the receiver's, who keeps what came.
    expect(naming.length).toBeGreaterThan(0);
    expect(naming.filter((path) => !path.startsWith("mailbox/"))).toEqual([]);
    expect([...logged, ...product.said, erased].filter((line) => about.test(line))).toEqual([]);
  });
});

/** Every item of every table, as text. */
const itemsOf = async (url: string): Promise<string[]> => {
  const engine = await openStoreEngine({ service: { kind: "endpoint", url }, tables });
  const found: string[] = [];
  for (const definition of tables) {
    const { db, name } = engine.table(definition);
    for await (const { Items = [] } of paginateScan({ client: db }, { TableName: name }))
      found.push(...Items.map((item) => JSON.stringify(item)));
  }
  await engine.close();
  return found;
};

describe("tearsheet start", () => {
  it("says so when its port is taken, and stops", async () => {
    const { environment, dispose } = await ownEnvironment();
    const other = createServer().listen(Number(environment.TEARSHEET_PORT), "127.0.0.1");
    await once(other, "listening");
    const { code, stderr } = await run(environment, "start");
    other.close();
    await dispose();
    expect(code).toBe(1);
    expect(stderr).toContain(`port ${environment.TEARSHEET_PORT} is taken`);
    expect(stderr).toContain("TEARSHEET_PORT");
  });

  it("names its pages as soon as they answer, ends cleanly on Ctrl-C and leaves the folder free", async () => {
    const { environment, dispose } = await ownEnvironment();
    const child = spawn(process.execPath, [tearsheet, "start"], { env: { ...process.env, ...environment } });
    let said = "";
    await new Promise<void>((reached) => {
      child.stdout.on("data", (chunk: Buffer) => {
        said += chunk;
        if (/sign-up: .*\n/.test(said)) reached();
      });
    });
    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
    const pages = said.match(/(console|mailbox|archive|sample blog|sign-up)(?=: http)/g);
    expect(pages).toEqual(["console", "mailbox", "sample blog", "sign-up"]);
    expect((await run(environment, "subscribers", "list", "nobody-blinked")).code).toBe(0);
    await dispose();
  });

  it("names every setting that is wrong, at once", async () => {
    const { code, stderr } = await run({ TEARSHEET_PORT: "x", TEARSHEET_CLOCK: "noon" }, "config");
    expect(code).toBe(1);
    expect(stderr).toContain("TEARSHEET_PORT");
    expect(stderr).toContain("TEARSHEET_CLOCK");
  });
});
