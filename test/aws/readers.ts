import { setTimeout as sleep } from "node:timers/promises";
import { simpleParser } from "mailparser";
import { parseAddress } from "../../functions/audience/address.ts";
import { confirmToken } from "../../functions/audience/confirmation.ts";
import { personalLinks } from "../../functions/audience/links.ts";
import { shortestTypingMilliseconds } from "../../functions/audience/time-trap.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { ask } from "./ask.ts";
import type { Deployed } from "./deployed.ts";
import type { SunkMail } from "./mail-sink.ts";
import { expect, until } from "./until.ts";

type ReadersDeps = {
  deployed: Deployed;
  publicUrl: string;
  newsletterId: string;
  mails: readonly SunkMail[] | undefined;
};

const newcomer = "success+fay@simulator.amazonses.com";
const elsewhere = "success+fay-elsewhere@simulator.amazonses.com";

/** Somebody who comes by the form, chooses, and moves to another address. */
export const readers = ({ deployed, publicUrl, newsletterId, mails }: ReadersDeps) => {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const post = async (url: string, body = "") => {
    const answer = await ask(url, { method: "POST", headers: form, body });
    expect(answer.status === 200, `a form was answered ${answer.status}: ${url.split("/")[3]}`);
    return String(answer.body);
  };
  const idOf = async (address: string) => {
    const parsed = parseAddress(address);
    if (!parsed.ok) throw new Error("a reader has no address");
    return keyedId(await deployed.idKey(), parsed.normalForm);
  };
  const person = async (address: string) => deployed.audience.get(newsletterId, await idOf(address));

  /** The link in the last mail to an address. */
  const linkIn = async (address: string, path: string): Promise<string> => {
    let link = "";
    await until(`a mail with ${path} has come`, async () => {
      const mail = mails?.findLast(({ to }) => to === address);
      const { text = "" } = mail ? await simpleParser(mail.raw) : {};
      link = new RegExp(`https?://\\S+/${path}/[\\w.-]+`).exec(text)?.[0] ?? "";
      return link !== "";
    });
    return link;
  };

  /** Where no mail can be read, the link as the function makes it. */
  const confirmLink = async () => {
    if (mails) return linkIn(newcomer, "confirm");
    await until("the confirmation is written down", async () => (await person(newcomer)) !== undefined);
    const sentAt = (await person(newcomer))?.consent?.askedAt ?? "";
    const about = { newsletterId, subscriberId: await idOf(newcomer), sentAt };
    return `${publicUrl}/confirm/${confirmToken(await deployed.keyring(), about)}`;
  };

  return {
    async signUp() {
      const url = `${publicUrl}/newsletters/${newsletterId}/sign-up.json`;
      const { shown } = JSON.parse(String((await ask(url)).body)) as { shown: string };
      await sleep(shortestTypingMilliseconds + 500);
      const body = JSON.stringify({ address: newcomer, shown });
      const answer = await ask(url, { method: "POST", headers: { "content-type": "application/json" }, body });
      expect(answer.status === 202, `signing up was answered ${answer.status}: ${answer.body}`);
      const link = await confirmLink();
      await ask(link);
      expect((await person(newcomer))?.state === "pending", "looking at the link confirmed");
      await post(link);
      await until("the welcome has left", async () => (await person(newcomer))?.welcomed !== undefined);
      const { issueId } = (await person(newcomer))?.welcomed ?? {};
      expect(issueId !== undefined, "the welcome had no issue in it");
      return "somebody signed up: the mail with the link, the button, and a welcome with the latest issue";
    },

    async choose(issueId: string) {
      const personal = personalLinks({ keyring: await deployed.keyring(), publicUrl });
      const { preferencesUrl } = personal({ newsletterId, issueId }, await idOf(newcomer)).links;
      await post(preferencesUrl, "variant=photos&pause=keep");
      expect((await person(newcomer))?.preferences.variant === "photos", "what was chosen is not kept");
      await post(`${preferencesUrl}/address`, `address=${encodeURIComponent(elsewhere)}`);
      if (!mails) return "photos only was chosen, and a move asked for (its mails cannot be read here)";
      await post(await linkIn(elsewhere, "move-\\w+"));
      await post(await linkIn(newcomer, "move-\\w+"));
      await until("they have moved", async () => (await person(elsewhere))?.state === "confirmed");
      return "photos only was chosen, and both addresses agreed to a move";
    },
  };
};
