import { stringify } from "csv-stringify/sync";
import { type ListDeps, type ListedState, listRecipients } from "./list-recipients.ts";

const rowsAtATime = 100;

/** The recipients of an issue in one state as the lines of a CSV; cells that a spreadsheet would run are made harmless. */
export async function* exportRecipients(
  deps: ListDeps,
  input: { newsletterId: string; issueId: string; state: ListedState },
): AsyncGenerator<string, void, undefined> {
  yield "email,state,reason,id";
  let rows: string[][] = [];
  const written = () => stringify(rows, { escape_formulas: true }).trimEnd();
  for await (const { address, state, reason, subscriberId } of listRecipients(deps, input)) {
    rows.push([address, state, reason, subscriberId]);
    if (rows.length < rowsAtATime) continue;
    yield written();
    rows = [];
  }
  if (rows.length > 0) yield written();
}
