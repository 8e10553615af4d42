import type { SESClient } from "@aws-sdk/client-ses";
import type { SystemMailContent } from "../../templates/mails/confirmation-mail.ts";
import type { Newsletter } from "../core/newsletter.ts";
import type { Instant } from "../core/time.ts";
import { composeSystemMail } from "../mail/compose-system-mail.ts";
import { type SendRawDeps, sendRaw } from "../mail/send-raw.ts";

export type MailEditorsDeps = { ses: SESClient; mailSlot?: SendRawDeps["mailSlot"] };

/** Mails every editor of a newsletter; says whether anybody may have it. */
export const mailEditors = async (
  deps: MailEditorsDeps,
  { newsletter, kind, mail, at }: { newsletter: Newsletter; kind: string; mail: SystemMailContent; at: Instant },
): Promise<boolean> => {
  const outcomes = await Promise.all(
    newsletter.editors.map(async (to) => {
      const tags = { newsletter: newsletter.id, mail: kind };
      const raw = await composeSystemMail({ sender: newsletter.sender, to, ...mail, tags, at });
      return sendRaw(
        { ses: deps.ses, mailSlot: deps.mailSlot },
        { source: newsletter.sender.address, destination: to, raw },
      );
    }),
  );
  return outcomes.some((outcome) => outcome.kind === "accepted" || outcome.kind === "ambiguous");
};
