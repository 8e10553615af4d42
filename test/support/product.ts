import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { parseConfig } from "../../functions/core/config.ts";
import type { Using } from "../../functions/core/using.ts";
import { freePort } from "../../local/free-port.ts";
import type { Parts } from "../../local/parts.ts";
import { sampleNow } from "../../local/sample/calendar.ts";
import { type Running, start } from "../../local/start.ts";

export type Product = Running & { environment: Record<string, string>; said: string[] };

/** A data folder and a port of its own; the folder goes with `dispose`. */
export const ownEnvironment = async () => {
  const folder = await mkdtemp(join(tmpdir(), "tearsheet-"));
  const port = String(await freePort());
  return {
    environment: { TEARSHEET_DATA: folder, TEARSHEET_PORT: port, TEARSHEET_TICK_SECONDS: "3600" },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
};

/** The whole product as `npm start` runs it, in this process, its sample digest sent. */
export const startProduct = async (environment: Record<string, string>): Promise<Product> => {
  const said: string[] = [];
  const running = await start(parseConfig(environment, sampleNow), (line) => said.push(line));
  await running.ready;
  return { ...running, environment, said };
};

/** What a command prints that is given on the parts in this process, a process of its own being a second of work. */
export const commandIn = async (
  parts: Parts,
  of: (using: Using<Parts>) => Command,
  ...words: string[]
): Promise<string[]> => {
  const printed: string[] = [];
  const own: Parts = { ...parts, print: (line) => printed.push(line) };
  await of((work) => work(own)).parseAsync(words, { from: "user" });
  return printed;
};

/** What the mailbox page lists, as JSON; the newest first. */
export const mailboxOf = async (
  url: string,
  search = "",
): Promise<{ id: string; recipients: string[]; deliveryId: string }[]> => {
  const answer = await fetch(`${url}/mailbox/messages.json?limit=100&q=${encodeURIComponent(search)}`);
  return ((await answer.json()) as { messages: { id: string; recipients: string[]; deliveryId: string }[] }).messages;
};

export const mailOf = async (url: string, id: string): Promise<Buffer> =>
  Buffer.from(await (await fetch(`${url}/mailbox/messages/${id}/mail.eml`)).arrayBuffer());
