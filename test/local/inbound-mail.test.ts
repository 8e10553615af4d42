import { SendRawEmailCommand } from "@aws-sdk/client-ses";
import { expect, it } from "vitest";
import { personalLinks } from "../../functions/audience/links.ts";
import { audienceTable } from "../../functions/audience/table.ts";
import { newslettersTable } from "../../functions/core/newsletter-store.ts";
import { hearInboundMail } from "../../local/inbound-mail.ts";
import { unsubscribeMailbox } from "../../local/unsubscribe-mailbox.ts";
import { anAudience, clock, idKey, keyring, subscribe } from "../support/audience.ts";
import { openSes } from "../support/ses.ts";
import { openStore } from "../support/store.ts";

it("a mail to the unsubscribe mailbox lets go whom its subject names; one that names nobody is told by its id", async () => {
  const engine = await openStore(audienceTable, newslettersTable);
  const local = await openSes();
  const deps = { ...(await anAudience(engine)), keyring, idKey, clock };
  const said: string[] = [];
  const hearing = hearInboundMail(local, deps, (line) => said.push(line));
  const id = await subscribe(deps.audience, { address: "ada@example.com" });
  const personal = personalLinks({ keyring, publicUrl: "https://x.example", unsubscribeMailbox });
  const { unsubscribeMailto = "" } = personal({ newsletterId: "flashbulb", issueId: "i" }, id);
  const { pathname, searchParams } = new URL(unsubscribeMailto);
  for (const subject of [searchParams.get("subject"), "let me go"])
    await local.ses.send(
      new SendRawEmailCommand({
        Source: "ada@example.com",
        Destinations: [pathname],
        RawMessage: { Data: Buffer.from(`From: ada@example.com\r\nSubject: ${subject}\r\n\r\n`) },
      }),
    );
  await hearing?.stop();
  expect((await deps.audience.get("flashbulb", id))?.state).toBe("unsubscribed");
  const [, last] = await local.accepted();
  expect(said).toEqual([`a mail to the unsubscribe mailbox names nobody: message ${last?.id}`]);
  await local.close();
  await engine.close();
});

it("a reply to the newsletter that says unsubscribe lets its writer go, or whom the quoted link is about; a letter does not", async () => {
  const engine = await openStore(audienceTable, newslettersTable);
  const local = await openSes();
  const deps = { ...(await anAudience(engine)), keyring, idKey, clock };
  const said: string[] = [];
  const hearing = hearInboundMail(local, deps, (line) => said.push(line));
  const [ada, eve, bob] = await Promise.all(
    ["ada", "eve", "bob"].map((name) => subscribe(deps.audience, { address: `${name}@example.com` })),
  );
  const { links } = personalLinks({ keyring, publicUrl: "https://x.example" })(
    { newsletterId: "flashbulb", issueId: "i" },
    eve as string,
  );
  const send = (from: string, subject: string, text: string, more = "") =>
    local.ses.send(
      new SendRawEmailCommand({
        Source: from,
        Destinations: ["digest@news.flashbulb.example"],
        RawMessage: { Data: Buffer.from(`From: ${from}\r\nSubject: ${subject}\r\n${more}\r\n${text}\r\n`) },
      }),
    );
  await send("ada@example.com", "Re: Rome", "Unsubscribe\r\n\r\n-- \r\nAda");
  await send("other@example.com", "Re: Rome", `Stop\r\n\r\n> ${links.unsubscribeUrl}`);
  await send("bob@example.com", "Re: Rome", "I would never unsubscribe.");
  await send("bob@example.com", "unsubscribe", "I am away.", "Auto-Submitted: auto-replied\r\n");
  await hearing?.stop();
  const states = await Promise.all(
    [ada, eve, bob].map(async (id) => (await deps.audience.get("flashbulb", id as string))?.state),
  );
  expect(states).toEqual(["unsubscribed", "unsubscribed", "confirmed"]);
  expect(said).toEqual([]);
  await local.close();
  await engine.close();
});
