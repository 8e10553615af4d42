import { Argument, Command } from "commander";
import type { Using } from "../core/using.ts";
import { deliveryId } from "./delivery.ts";
import { type ResendDeps, resendUnknown } from "./resend-unknown.ts";
import { type SettleIssueDeps, settleIssue } from "./settle-issue.ts";

export type SettleCommandDeps = Omit<SettleIssueDeps & ResendDeps, "onMoved" | "deliveries" | "events" | "runs"> & {
  deliveries: SettleIssueDeps["deliveries"] & ResendDeps["deliveries"];
  events: SettleIssueDeps["events"] & ResendDeps["events"];
  runs: SettleIssueDeps["runs"] & ResendDeps["runs"];
  print: (line: string) => void;
};

const issueArgument = () => new Argument("<issue>", "id of the issue, as digest make prints it");
const onMoved = () => undefined;

/** `tearsheet delivery settle`, `resend-unknown`: an editor's word about who is in doubt. */
export const settleCommands = (using: Using<SettleCommandDeps>): Command[] => [
  new Command("settle")
    .description("settle now who is in doubt and can be settled, by what SES has said since; sends nobody the issue")
    .addArgument(issueArgument())
    .action((issueId: string) =>
      using(async (deps) => {
        const { by, left } = await settleIssue({ ...deps, onMoved }, issueId);
        for (const [when, count] of Object.entries(by)) deps.print(`${count}\t${when}`);
        deps.print(`${issueId}\t${left} still in doubt`);
      }),
    ),
  new Command("resend-unknown")
    .description("let who is unknown be mailed once more, though each may get the issue twice; then send it again")
    .addArgument(issueArgument())
    .action((issueId: string) =>
      using(async (deps) => {
        const { resent, left } = await resendUnknown({ ...deps, onMoved }, issueId);
        for (const each of resent) deps.print(`${deliveryId({ issueId, ...each })}\tmay be a duplicate`);
        deps.print(`${issueId}\t${resent.length} are mailed again with the next sending`);
        if (left > 0) deps.print(`${issueId}\t${left} are left: their parts are held or stuck; ask again in a minute`);
      }),
    ),
];
