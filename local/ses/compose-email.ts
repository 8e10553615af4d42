import MailComposer from "nodemailer/lib/mail-composer";
import { listOf, type Parameters, tagsOf, textOf } from "./query-protocol.ts";
import { missingParameter, type SesError } from "./ses-error.ts";
import type { Submission } from "./submission.ts";

/** `SendEmail`: the MIME that SES composes from a subject and bodies, ready to be accepted like a raw one. */
export const composeEmail = async (
  parameters: Parameters,
): Promise<{ ok: true; submission: Submission } | { ok: false; error: SesError }> => {
  const source = textOf(parameters, "Source");
  const text = textOf(parameters, "Message.Body.Text.Data");
  const html = textOf(parameters, "Message.Body.Html.Data");
  if (!source) return { ok: false, error: missingParameter("source") };
  if (text === undefined && html === undefined) return { ok: false, error: missingParameter("message.body") };
  const to = listOf(parameters, "Destination.ToAddresses");
  const cc = listOf(parameters, "Destination.CcAddresses");
  const bcc = listOf(parameters, "Destination.BccAddresses");
  const raw = await new MailComposer({
    from: source,
    to,
    cc,
    replyTo: listOf(parameters, "ReplyToAddresses"),
    subject: textOf(parameters, "Message.Subject.Data") ?? "",
    ...(text !== undefined && { text }),
    ...(html !== undefined && { html }),
    textEncoding: "quoted-printable",
  })
    .compile()
    .build();
  return {
    ok: true,
    submission: {
      raw,
      source: textOf(parameters, "ReturnPath") ?? source,
      destinations: [...to, ...cc, ...bcc],
      configurationSet: textOf(parameters, "ConfigurationSetName"),
      tags: tagsOf(parameters),
    },
  };
};
