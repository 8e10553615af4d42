import { readFile } from "node:fs/promises";
import { functionNames } from "../../infra/bundle.ts";
import type { Deployed } from "./deployed.ts";
import { unreached } from "./unreached.ts";
import { compared, type Noted, usesOf } from "./uses.ts";

/**
 * Holds what the deployed functions did against what their policies allow. Throws with every action that is used and not
 * allowed, with every one that is allowed and neither used nor in `unreached`, and with every one there that was used.
 * A function that the stage does not have is not looked at.
 */
export const leastPrivilege = async ({
  record,
  deployed,
  senderDomain,
}: {
  record: string;
  deployed: Deployed;
  senderDomain: string;
}): Promise<string[]> => {
  const noted = (await readFile(record, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Noted);
  const problems: string[] = [];
  const summary = functionNames.map((name) => {
    const told = deployed.environmentOf(name);
    if (Object.keys(told).length === 0) return `${name} is not in this stage: what it may do is not tried`;
    const uses = new Set(
      noted.filter((each) => each.name === name).flatMap((each) => usesOf(each, told, senderDomain)),
    );
    const { forbidden, unused, wronglyUnreached } = compared(name, uses, unreached[name]);
    problems.push(...forbidden.map((each) => `${name} did ${each}, and may not`));
    problems.push(...unused.map((each) => `${name} may ${each}, did not, and nobody says why`));
    problems.push(...wronglyUnreached.map((each) => `${name} did ${each}, which is listed as unreached`));
    const listed = Object.keys(unreached[name] ?? {}).length;
    return `${name} did ${uses.size} things on resources, all allowed; ${listed} more are allowed that this run cannot reach`;
  });
  if (problems.length > 0) throw new Error(`policies and what was done differ:\n${problems.join("\n")}`);
  return summary;
};
