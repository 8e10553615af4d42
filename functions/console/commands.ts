import { Command, InvalidArgumentError, Option } from "commander";
import { InvalidInput, NotFound } from "../core/errors.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { Clock } from "../core/time.ts";
import type { Using } from "../core/using.ts";
import { postId } from "../posts/post.ts";
import { putPhotoBack } from "../posts/put-photo-back.ts";
import { takeDownPhoto } from "../posts/take-down-photo.ts";
import type { Act, Actor } from "./act.ts";
import { type AddKeyDeps, addKey, newKeySchema } from "./add-key.ts";
import { scopes } from "./api-key.ts";
import { actWords, onWords } from "./audit.ts";
import type { AuditStore } from "./audit-store.ts";
import type { KeyStore } from "./key-store.ts";
import type { TakedownDeps } from "./takedown.ts";

export type ConsoleCommandDeps = Omit<AddKeyDeps, "keys"> &
  TakedownDeps & {
    apiKeys: KeyStore;
    newsletters: Pick<NewsletterStore, "get">;
    audit: AuditStore;
    wallClock: Clock;
    newWriteId: () => string;
    print: (line: string) => void;
  };

const by: Actor = { id: "command", name: "the command line", via: "command" };

/** `tearsheet console …` */
export const consoleCommands = (using: Using<ConsoleCommandDeps>): Command => {
  const command = new Command("console").description("who may talk to us by API, and who did what");

  command
    .command("audit")
    .description("every act of a month, the latest first: when, who, what, to what, how it ended")
    .option("--month <YYYY-MM>", "this month when absent", monthOf)
    .option("--most <n>", "so many lines at most", countOf, 100)
    .action(({ month, most }: { month?: string; most: number }) =>
      using(async ({ audit, wallClock, print }) => {
        for (const act of await audit.ofMonth(month ?? wallClock().slice(0, 7), most)) print(line(act));
      }),
    );

  const photo = (name: "take-down" | "put-back", description: string) =>
    command
      .command(name)
      .description(description)
      .argument("<newsletter>")
      .argument("<guid>", "of its post, as `posts list` shows it")
      .argument("<number>", "which photo of the post, the first being 1")
      .action((newsletterId: string, guid: string, number: string) =>
        using(async (deps) => {
          const stored = await deps.posts.get(newsletterId, postId(newsletterId, guid));
          const photoId = stored?.post.photos.find(({ position }) => position === Number(number) - 1)?.id;
          if (!stored || photoId === undefined) throw new NotFound(`${newsletterId} has no such photo`);
          const named = { newsletterId, postId: stored.post.id, photoId };
          const done =
            name === "take-down"
              ? await takeDownPhoto(deps, { ...named, now: deps.clock() })
              : await putPhotoBack(deps, named);
          if (!done.ok) throw new InvalidInput(`photo ${photoId}: ${done.reason}`);
          await noted(deps, `photo.${name}`, named);
          deps.print(`${photoId}: ${name === "take-down" ? "taken down" : "put back"}`);
        }),
      );
  photo("take-down", "show a photo nowhere any more, also in mails that were sent");
  photo("put-back", "show a photo again that was taken down");

  const keys = command.command("keys").description("API keys: made and shown once, listed, revoked");
  keys
    .command("add")
    .description("make a key and print it; it is shown this once")
    .argument("<newsletter>")
    .argument("<name>", "what it is for")
    .addOption(new Option("--scope <scope...>", "what it may").choices(scopes).default(["posts"]))
    .option("--days <n>", "until it ends", "365")
    .action((newsletterId: string, name: string, { scope, days }: { scope: string[]; days: string }) => {
      const said = newKeySchema.safeParse({ newsletterId, name, scopes: scope, days });
      if (!said.success) throw new InvalidInput(said.error.issues.map((each) => `${each.path}: ${each.message}`));
      return using(async (deps) => {
        const draw = deps.newWriteId();
        const made = { said: said.data, by: by.name, draw, now: deps.wallClock() };
        const { key, apiKey } = await addKey({ ...deps, keys: deps.apiKeys }, made);
        await noted(deps, "key.add", { keyId: apiKey.id });
        deps.print(key);
      });
    });
  keys
    .command("list")
    .description("every key that was made: id, name, newsletter, scopes, end")
    .action(() =>
      using(async ({ apiKeys, print }) => {
        for (const { id, name, newsletterId, scopes: held, expiresAt, revokedAt } of await apiKeys.list())
          print([id, name, newsletterId, held.join(","), revokedAt ? `revoked ${revokedAt}` : expiresAt].join("\t"));
      }),
    );
  keys
    .command("revoke")
    .description("end a key for good")
    .argument("<id>")
    .action((id: string) =>
      using(async (deps) => {
        if (!(await deps.apiKeys.revoke(id, deps.wallClock())))
          throw new NotFound(`there is no key ${id} that is not revoked yet`);
        await noted(deps, "key.revoke", { keyId: id });
      }),
    );
  return command;
};

const monthOf = (written: string): string => {
  if (/^\d{4}-(?:0[1-9]|1[0-2])$/.test(written)) return written;
  throw new InvalidArgumentError("a month such as 2026-11");
};

const countOf = (written: string): number => {
  if (/^[1-9]\d{0,4}$/.test(written)) return Number(written);
  throw new InvalidArgumentError("a number from 1 to 99999");
};

const noted = async (
  { audit, wallClock, newWriteId }: ConsoleCommandDeps,
  act: string,
  on: Record<string, string>,
): Promise<void> => audit.begin({ id: newWriteId(), at: wallClock(), by, act, on, outcome: "done" });

const line = (act: Act): string =>
  [act.at, act.by.name, actWords(act.act), onWords(act), act.outcome ?? "no end was seen"].join("\t");
