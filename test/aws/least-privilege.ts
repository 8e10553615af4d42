import { readFile } from "node:fs/promises";
import { functionNames } from "../../infra/bundle.ts";
import type { Deployed } from "./deployed.ts";
import { compared, type Noted, usesOf } from "./uses.ts";

/** What Lambda itself does by a function's role, and what no request asks for but its answer depends on. */
const doneByOthers =
  /^((logs|xray):|sqs:(ReceiveMessage|ChangeMessageVisibility|GetQueueUrl|DeleteMessage) |s3:ListBucket )/;

/**
 * Holds what the deployed functions did against what their policies allow: throws with every action that is used and not
 * allowed. Answers of each function how much of what it may it did; what no step of the run reaches is counted, not proven.
 */
export const leastPrivilege = async ({
  record,
  deployed,
}: {
  record: string;
  deployed: Deployed;
}): Promise<string[]> => {
  const noted = (await readFile(record, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Noted);
  const forbidden: string[] = [];
  const summary = functionNames.map((name) => {
    const told = deployed.environmentOf(name);
    const uses = new Set(noted.filter((each) => each.name === name).flatMap((each) => usesOf(each, told)));
    const found = compared(name, uses);
    forbidden.push(...found.forbidden.map((each) => `${name} did ${each}, and may not`));
    const leftover = found.unused.filter((each) => !doneByOthers.test(each));
    for (const each of leftover) console.log(`UNUSED ${name} ${each}`);
    const left = leftover.length;
    return `${name} did ${uses.size} things on resources, all allowed; ${left} more are allowed that no step reached`;
  });
  if (forbidden.length > 0) throw new Error(`policies and what was done differ:\n${forbidden.join("\n")}`);
  return summary;
};
