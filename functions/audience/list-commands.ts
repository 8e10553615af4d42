import { readFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { InvalidInput, NotFound } from "../core/errors.ts";
import { existingNewsletter } from "../core/existing-newsletter.ts";
import { keyedId } from "../core/ids.ts";
import type { NewsletterStore } from "../core/newsletter-store.ts";
import type { ProgressStream } from "../core/progress-stream.ts";
import type { Clock } from "../core/time.ts";
import type { Using } from "../core/using.ts";
import { notAnAddress, parseAddress } from "./address.ts";
import { type EraseDeps, eraseSubscriber, waitingWords } from "./erase-subscriber.ts";
import { exportSubscribers } from "./export-subscribers.ts";
import { importList } from "./import-list.ts";
import { summaryLine } from "./import-summary.ts";
import { type ExportFormat, exportFormats } from "./list-export.ts";
import { listProgress } from "./list-progress.ts";
import { type SaidState, saidStates } from "./list-state.ts";
import type { ListStore } from "./list-store.ts";
import { type ListFile, openLists } from "./open-lists.ts";
import { type OtherData, personalData } from "./personal-data.ts";
import { reapplyErasures } from "./reapply-erasures.ts";
import { type Erasure, erasureSchema, type RightsStore } from "./rights-store.ts";
import { type RowReport, rowReport } from "./row-report.ts";
import type { SignUpStore } from "./sign-up-store.ts";
import { keepHeapSmall } from "./small-heap.ts";
import type { AudienceStore } from "./store.ts";

export type ListCommandDeps = {
  audience: AudienceStore;
  lists: ListStore;
  rights: RightsStore;
  signUps: SignUpStore;
  orders: EraseDeps["orders"];
  newsletters: Pick<NewsletterStore, "get">;
  otherData?: OtherData | undefined;
  eraseElsewhere?: EraseDeps["eraseElsewhere"];
  idKey: Uint8Array;
  clock: Clock;
  stampClock: Clock;
  print: (line: string) => void;
  progress: ProgressStream;
};

/** Adds to `tearsheet subscribers` what takes lists in and out, and what keeps people's rights. */
export const addListCommands = (command: Command, using: Using<ListCommandDeps>): void => {
  const on = (name: string, description: string, ...others: string[]) => {
    const made = command.command(name).description(description).argument("<newsletter>", "id of the newsletter");
    for (const other of others) made.argument(other);
    return made;
  };

  on("import", "take in a list: a CSV, or the ZIP of an export as it comes; nobody who left comes back", "<file>")
    .option("--dry-run", "say what would become of every row, and change nothing")
    .option("--report <file>", "write what became of every row, by its line, as CSV")
    .addOption(new Option("--state <state>", "what the people of a list are that does not say it").choices(saidStates))
    .action((newsletterId: string, path: string, options: ImportOptions) =>
      using((deps) => importAll(deps, newsletterId, path, options)),
    );

  on("export", "everybody in every state, to standard output")
    .addOption(new Option("--format <format>", "as what").choices(exportFormats).default("csv"))
    .option("--raw", "leave cells as they are that a spreadsheet would take for formulas")
    .action((newsletterId: string, { format, raw = false }: { format: ExportFormat; raw?: boolean }) =>
      using(async (deps) => {
        await existingNewsletter(deps, newsletterId);
        for await (const line of exportSubscribers(deps, { newsletterId, format, raw })) deps.print(line);
      }),
    );

  on("find", "one subscriber: id, state, variant, and why no mail goes there", "<address>").action(
    (newsletterId: string, address: string) => using((deps) => find(deps, newsletterId, address)),
  );

  on("personal-data", "everything that is kept about a person, as JSON", "<address>").action(
    (newsletterId: string, address: string) =>
      using(async (deps) => {
        await existingNewsletter(deps, newsletterId);
        const result = await personalData(deps, { newsletterId, address });
        if (!result.ok) throw new InvalidInput(`refused: the address ${notAnAddress[result.reason]}`);
        deps.print(JSON.stringify(result.data, null, 2));
      }),
  );

  on(
    "erase",
    "delete what is kept about a person; keyed hashes stay, so that no list brings them back",
    "<address>",
  ).action((newsletterId: string, address: string) =>
    using(async (deps) => {
      await existingNewsletter(deps, newsletterId);
      const result = await eraseSubscriber(deps, { newsletterId, address });
      if (!result.ok) throw new InvalidInput(`refused: the address ${notAnAddress[result.reason]}`);
      const kept = result.kept.length > 0 ? `; kept as a keyed hash: ${result.kept.join(", ")}` : "";
      deps.print(`${result.id} ${result.erased ? "erased" : "nothing was there"}${kept}`);
      if (result.waiting.length > 0) deps.print(waitingWords(result.waiting));
    }),
  );

  on("erasures", "the log of erasures, a line each: keep it outside the table that a restore would turn back").action(
    (newsletterId: string) =>
      using(async (deps) => {
        await existingNewsletter(deps, newsletterId);
        for await (const { id, at } of deps.rights.erasures(newsletterId)) deps.print(`${id}\t${at}`);
      }),
  );

  on(
    "reapply-erasures",
    "after a restore: erase again whom it brought back; the log, and a file of its lines",
    "[file]",
  ).action((newsletterId: string, path: string | undefined) =>
    using(async (deps) => {
      await existingNewsletter(deps, newsletterId);
      const more = path === undefined ? [] : erasuresOf(await textOf(path));
      deps.print(`${await reapplyErasures(deps, { newsletterId, more })} erased again`);
    }),
  );
};

type ImportOptions = { dryRun?: boolean; report?: string; state?: SaidState };

const importAll = async (
  deps: ListCommandDeps,
  newsletterId: string,
  path: string,
  { dryRun = false, report, state }: ImportOptions,
): Promise<void> => {
  await existingNewsletter(deps, newsletterId);
  keepHeapSmall();
  const { files, close } = await openLists(path);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  // Every list is read twice: once for its encoding, once for its rows.
  const progress = listProgress(deps.progress, total * 2);
  let bytesRead = 0;
  const counted = files.map((file) => countedFile(file, (bytes) => (bytesRead += bytes)));
  let rows: RowReport | undefined;
  try {
    rows = report === undefined ? undefined : await rowReport(report);
    const summary = await importList(deps, {
      newsletterId,
      files: counted,
      state,
      dryRun,
      async onRows(results) {
        progress.show(results.length, bytesRead);
        await rows?.write(results);
      },
    });
    progress.stop();
    for (const remark of summary.remarks) deps.print(remark);
    deps.print(`${dryRun ? "nothing was changed; it would be " : ""}${summaryLine(summary)}`);
    if (summary.rows === 0) process.exitCode = 1;
  } finally {
    progress.stop();
    await rows?.close();
    await close();
  }
};

const countedFile = (file: ListFile, count: (bytes: number) => void): ListFile => ({
  ...file,
  async open() {
    const source = await file.open();
    return (async function* () {
      for await (const bytes of source) {
        count(bytes.length);
        yield bytes;
      }
    })();
  },
});

const find = async (deps: ListCommandDeps, newsletterId: string, address: string): Promise<void> => {
  await existingNewsletter(deps, newsletterId);
  const parsed = parseAddress(address);
  if (!parsed.ok) throw new InvalidInput(`refused: the address ${notAnAddress[parsed.reason]}`);
  const id = keyedId(deps.idKey, parsed.normalForm);
  const { subscriber, suppression, erasure } = await deps.rights.everythingAbout(newsletterId, id);
  const why = suppression?.reason ? [`suppressed: ${suppression.reason}, ${suppression.at}`] : [];
  const known = await deps.audience.get(newsletterId, id);
  if (!subscriber || !known) {
    const erased = erasure ? [`erased at ${erasure.at}`] : [];
    throw new NotFound([`${id} is no subscriber of ${newsletterId}`, ...why, ...erased].join(", "));
  }
  deps.print([id, known.state, known.preferences.variant, known.address, ...why].join("\t"));
};

const textOf = (path: string): Promise<string> =>
  readFile(path, "utf8").catch((error: unknown) => {
    throw new NotFound("there is no such file", { cause: error });
  });

const erasuresOf = (text: string): Erasure[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .map((line, index) => {
      const [id, at] = line.split("\t");
      const parsed = erasureSchema.safeParse({ id, at });
      if (!parsed.success) throw new InvalidInput(`line ${index + 1} is no line of an erasure log`);
      return parsed.data;
    });
