import { execFile } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { simpleParser } from "mailparser";
import { parseAddress } from "../../functions/audience/address.ts";
import { personalLinks } from "../../functions/audience/links.ts";
import { addKey } from "../../functions/console/add-key.ts";
import { guardedFetch } from "../../functions/core/guarded-fetch.ts";
import { keyedId } from "../../functions/core/ids.ts";
import { parseNewsletter } from "../../functions/core/newsletter.ts";
import { minute, systemClock, toInstant } from "../../functions/core/time.ts";
import { sendingTimes } from "../../functions/delivery/lease.ts";
import { readSums } from "../../functions/delivery/read-sums.ts";
import { tallyLine } from "../../functions/delivery/tally.ts";
import { storiesPath } from "../../functions/digest/routes.ts";
import { readInstallation } from "../../functions/mail/read-installation.ts";
import { completePost } from "../../functions/posts/complete-post.ts";
import { fetchPhotos } from "../../functions/posts/fetch-photos.ts";
import { importPosts } from "../../functions/posts/import-posts.ts";
import { summaryLine } from "../../functions/posts/import-summary.ts";
import { postId } from "../../functions/posts/post.ts";
import { readPosts } from "../../functions/posts/read-posts.ts";
import { readSource } from "../../functions/posts/read-source.ts";
import { openStage } from "../../infra/read-facts.ts";
import type { Settings } from "../../infra/settings.ts";
import { ask } from "./ask.ts";
import type { Deployed } from "./deployed.ts";
import { editors } from "./editors.ts";
import type { SunkMail } from "./mail-sink.ts";
import { aPublication } from "./publication.ts";
import { readers } from "./readers.ts";
import { redrive } from "./redrive.ts";
import { eventsOf, publisher } from "./ses-says.ts";
import { expect, until } from "./until.ts";

type StepDeps = {
  deployed: Deployed;
  publicUrl: string;
  settings: Settings;
  /** What was handed over, where somebody takes it in; SES's simulator keeps nothing. */
  mails: readonly SunkMail[] | undefined;
};

const newsletterId = "daybook";
const addresses = ["success+ada", "success+ben", "success+cleo", "success+dora", "bounce"].map(
  (name) => `${name}@simulator.amazonses.com`,
);
const [leaver = "", copied = ""] = addresses;
const bouncing = addresses.at(-1) ?? "";

/** What is seen of a deployed stage, one step after the other; each throws when it is not as it should be. */
export const steps = ({ deployed, publicUrl, settings, mails }: StepDeps): (() => Promise<string>)[] => {
  const { audience, issues, posts, newsletters } = deployed;
  const began = Date.now();
  let issueId = "";
  let listTakenAt = 0;
  const subscriberId = async (address: string) => {
    const parsed = parseAddress(address);
    if (!parsed.ok) throw new Error("a reader has no address");
    return keyedId(await deployed.idKey(), parsed.normalForm);
  };

  const knowOwnTables = async () => {
    // New tables confirm themselves before there is anybody to write to.
    await deployed.invoke("tick");
    const installation = await openStage(settings);
    if (!installation) throw new Error("the tables of the stage are not found");
    const { standing } = await readInstallation(installation);
    expect(standing === "confirmed", `the new tables are ${standing}`);
    return "the first tick found new tables, which may be sent from";
  };

  const addNewsletter = async () => {
    // Its window has just ended, so that the first tick makes its issue and closes it.
    const time = toInstant(began - 3 * minute).slice(11, 16);
    const newsletter = parseNewsletter({
      id: newsletterId,
      name: "Daybook",
      zone: "UTC",
      cadence: { kind: "daily", time },
      sender: { name: "Daybook", address: `daybook@${settings.senderDomain}` },
      postalAddress: "1 Harbour Street, Lisbon",
      listId: `daybook.${settings.senderDomain}`,
      siteUrl: "https://daybook.example",
      minimumPosts: 1,
      softStart: false,
    });
    await newsletters.put({ newsletter, version: (await newsletters.get(newsletterId))?.version ?? 0 });
    return "a newsletter was added";
  };

  const importFeed = async () => {
    await using site = await aPublication(began - 5 * minute);
    const fetch = guardedFetch({ allow: [site.hostPort], plainHttp: ["feed", "page", "picture"] });
    const read = await readSource({ fetch }, `${site.url}/feed`);
    if (!read.ok) throw new Error(read.reason);
    const summary = await importPosts(
      {
        posts,
        readPosts: (input) => readPosts({ fetch }, { ...input, pages: 1 }),
        completePost: (said, id) => completePost({ fetch }, { said, newsletterId: id }),
        fetchPhotos: (photos) => fetchPhotos({ fetch, files: deployed.files }, photos),
      },
      { ...read, newsletterId, now: systemClock() },
    );
    expect(summary.failed.length === 0, `posts failed: ${summary.failed.map(({ reason }) => reason)}`);
    return `posts were imported into the deployed tables and buckets: ${summaryLine(summary)}`;
  };

  const publish = async () => {
    const draw = randomUUID();
    const said = { name: "e2e", newsletterId, scopes: ["posts" as const], days: 1 };
    const deps = { keys: deployed.keys, newsletters, drawSecret: () => randomBytes(32) };
    const { key } = await addKey(deps, { said, by: "e2e", draw, now: systemClock() });
    const url = `${publicUrl}/posts/told-by-the-publication`;
    const body = JSON.stringify({
      url: "https://daybook.example/told",
      title: "Told by the publication itself",
      publishedAt: toInstant(began - 40 * minute),
      paragraphs: ["The harbour wall is finished, and the boats came back to it within the hour."],
    });
    const headers = { "content-type": "application/json" };
    const refused = await ask(url, { method: "PUT", headers, body });
    expect(refused.status === 401, `a post without a key was answered ${refused.status}`);
    const put = await ask(url, { method: "PUT", headers: { ...headers, authorization: `Bearer ${key}` }, body });
    expect(put.status === 201, `a post was answered ${put.status}: ${put.body}`);
    const stored = await posts.get(newsletterId, postId(newsletterId, "told-by-the-publication"));
    expect(stored !== undefined, "the post that was told is not stored");
    return "a post was told to the deployed API: 401 without a key, 201 with one";
  };

  const uploadList = async () => {
    const bucket = deployed.told("imports", "TEARSHEET_BUCKET_IMPORTS");
    const Key = `lists/${newsletterId}/subscribed/readers.csv`;
    const Body = `email,confirmed_at\n${addresses.map((address) => `${address},2026-01-05 10:00:00`).join("\n")}\n`;
    await deployed.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: "text/csv" }));
    await until("the list is taken in", async () => {
      const found = await Promise.all(
        addresses.map(async (each) => audience.get(newsletterId, await subscriberId(each))),
      );
      return found.every((each) => each?.state === "confirmed");
    });
    listTakenAt = Date.now();
    return `a list of ${addresses.length} was uploaded, and taken in by S3's word, the queue and the function`;
  };

  const make = async () => {
    await until("the tick has made and closed the issue", async () => {
      await deployed.invoke("tick");
      const [latest] = (await issues.latest(newsletterId, 3)).filter(({ window }) => window.until < systemClock());
      issueId = latest?.id ?? "";
      return latest !== undefined && (await issues.get(newsletterId, latest.id))?.issue.closedAt !== undefined;
    });
    const stored = await issues.get(newsletterId, issueId);
    return `the deployed tick made the digest: ${stored?.issue.digest.blocks.map(({ kind }) => kind).join(", ")}`;
  };

  const begin = async () => {
    // An issue goes to whoever was confirmed a moment before it begins.
    await sleep(Math.max(0, listTakenAt + sendingTimes().planAfterMs + 2_000 - Date.now()));
    await until("the issue is begun", async () => {
      await deployed.invoke("tick");
      return (await deployed.runs.get(issueId)) !== undefined;
    });
    return "the tick handed the issue over";
  };

  const send = async () => {
    await until(
      "the issue is sent",
      async () => {
        await deployed.invoke("tick");
        await deployed.invoke("sweep");
        const sums = await readSums(deployed, issueId);
        return sums?.run.audience !== undefined && sums.tally.pending === 0;
      },
      180,
    );
    const sums = await readSums(deployed, issueId);
    if (!sums) throw new Error("there are no sums");
    expect(sums.tally.sent === addresses.length, `the sums say ${tallyLine(sums.tally)}`);
    return `tick, sweep, queue and work sent it; the sums: ${tallyLine(sums.tally)}`;
  };

  const onceEach = async () => {
    await deployed.invoke("tick");
    await deployed.invoke("sweep");
    await sleep(5_000);
    const sums = await readSums(deployed, issueId);
    expect(sums?.tally.sent === addresses.length, "the sums changed after the end");
    if (!mails) return "tick and sweep again changed no sum (SES's simulator keeps no mail to count)";
    const to = mails
      .map((mail) => mail.to)
      .filter((each) => addresses.includes(each))
      .toSorted();
    expect(
      to.join() === addresses.toSorted().join(),
      `the mails went to ${to.length}, not once to each of ${addresses.length}`,
    );
    return `the mailbox holds ${to.length} mails, one to each reader, and tick and sweep again sent nothing`;
  };

  const readMail = async () => {
    if (!mails) return "no mail can be read in SES's simulator";
    const mail = await simpleParser((mails.find(({ to }) => to === leaver) ?? mails[0])?.raw ?? "");
    const html = String(mail.html);
    expect(html.includes("Nagasaki"), "the digest does not have the post of the feed");
    expect(html.includes("1 Harbour Street"), "the mail has no postal address");
    const [picture] = /https?:\/\/[^"' )]+\/photos\/[^"' )]+/.exec(html) ?? [];
    if (!picture) throw new Error("the mail shows no picture");
    const answer = await ask(picture);
    expect(answer.status === 200, `the mail's picture was answered ${answer.status}`);
    expect(/^image\//.test(answer.headers["content-type"] ?? ""), `it is ${answer.headers["content-type"]}`);
    expect(answer.body.readUInt16BE(0) === 0xffd8 || answer.body.length > 1000, "it is no picture");
    return `the mail was read: ${JSON.stringify(mail.subject)}, its picture answered with ${answer.body.length} bytes`;
  };

  const readArchive = async () => {
    const answer = await ask(`${publicUrl}/newsletters/${newsletterId}/issues/${issueId}`);
    expect(answer.status === 200, `the archive answered ${answer.status}`);
    expect(String(answer.body).includes("Nagasaki"), "the archive does not show the issue");
    return "the deployed archive shows the issue";
  };

  const readStories = async () => {
    const answer = await ask(publicUrl + storiesPath(newsletterId, issueId));
    expect(answer.status === 200, `the week's posts were answered ${answer.status}`);
    expect(String(answer.body).includes("Told by the publication itself"), "the week's posts lack one");
    return "the page of all the week's posts shows them";
  };

  const hearEvents = async () => {
    if (mails) {
      const say = await publisher(settings.stage);
      for (const mail of mails) for (const event of await eventsOf(mail)) await say(event);
    }
    const id = await subscriberId(bouncing);
    await until(
      "SES's word of the bounce has arrived",
      async () => (await audience.suppressedAmong([id])).has(id),
      180,
    );
    const well = await subscriberId(leaver);
    expect(!(await audience.suppressedAmong([well])).has(well), "a reader who got the mail is suppressed");
    return "events came by SNS, SQS and the function: who bounced is suppressed, the others are not";
  };

  const unsubscribe = async () => {
    const id = await subscriberId(leaver);
    const url = (await oneClickOf(mails, leaver)) ?? (await madeLink(id));
    const shown = await ask(url);
    expect(shown.status === 200, `the page of the link was answered ${shown.status}`);
    expect((await audience.get(newsletterId, id))?.state === "confirmed", "looking at the link unsubscribed");
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await ask(url, { method: "POST", headers, body: "List-Unsubscribe=One-Click" });
    expect(answer.status === 200, `one click was answered ${answer.status}`);
    const state = (await audience.get(newsletterId, id))?.state;
    expect(state === "unsubscribed", `after one click the reader is ${state}`);
    return "the link of the mail: GET shows a page and changes nothing, the one-click POST unsubscribed";
  };

  /** Where no mail can be read, its link is made as the sender makes it. */
  const madeLink = async (id: string) => {
    const personal = personalLinks({ keyring: await deployed.keyring(), publicUrl });
    return personal({ newsletterId, issueId }, id).links.unsubscribeUrl;
  };

  /** A list whose file is damaged is set aside; it is worked when the file was mended and somebody says so. */
  const setAsideAndRedrive = async () => {
    const queue = await redrive(deployed.told("console", "TEARSHEET_QUEUE_IMPORTS"));
    const address = "success+late@simulator.amazonses.com";
    const put = (Body: string) =>
      deployed.s3.send(
        new PutObjectCommand({
          Bucket: deployed.told("imports", "TEARSHEET_BUCKET_IMPORTS"),
          Key: `lists/${newsletterId}/subscribed/late.csv`,
          Body,
        }),
      );
    await queue.setAside(() => put("PK\u0003\u0004 is how a ZIP begins, and nothing of one follows"));
    await put(`email,confirmed_at\n${address},2026-01-05 10:00:00\n`);
    await queue.redrive();
    const late = await audience.get(newsletterId, await subscriberId(address));
    expect(late?.state === "confirmed", "the list was not taken in when it was mended");
    return "a damaged list failed three times and was set aside; mended and redriven, it was taken in";
  };

  /** As an operator types it who has the credentials. */
  const command = async (...words: string[]): Promise<string> => {
    const typed = ["bin/tearsheet.ts", ...words, "--stage", settings.stage];
    return (await promisify(execFile)(process.execPath, typed)).stdout;
  };
  const operate = async () => {
    const status = await command("delivery", "status", issueId);
    expect(status.includes(`sent ${addresses.length} of ${addresses.length}`), `the command says ${status}`);
    const signUp = await command("subscribers", "sign-up", newsletterId, "--open");
    expect(/^open\n.*sent \d+/.test(signUp), `the command says of the form ${signUp}`);
    const erasures = await command("subscribers", "erasures", newsletterId);
    expect(erasures.includes(await subscriberId(copied)), "the command does not print the log of erasures");
    return "by --stage: the sums, the form with its mails by the hour, and the log of erasures";
  };

  const editing = editors({ deployed, publicUrl, newsletterId });
  const reading = readers({ deployed, publicUrl, newsletterId, mails });
  return [
    knowOwnTables,
    addNewsletter,
    editing.signIn,
    editing.keepHouse,
    importFeed,
    publish,
    uploadList,
    editing.bringLists,
    make,
    () => editing.workOn(issueId),
    () => editing.approve(issueId),
    begin,
    () => editing.pauseAndCorrect(issueId),
    send,
    onceEach,
    readMail,
    readArchive,
    readStories,
    hearEvents,
    unsubscribe,
    reading.signUp,
    () => reading.choose(issueId),
    () => editing.lookBack(issueId, copied),
    () => editing.takeOut(() => command("subscribers", "export", newsletterId, "--format", "json")),
    operate,
    editing.leave,
    setAsideAndRedrive,
  ];
};

const oneClickOf = async (mails: readonly SunkMail[] | undefined, address: string): Promise<string | undefined> => {
  const mail = mails?.find(({ to }) => to === address);
  if (!mail) return undefined;
  const { headers } = await simpleParser(mail.raw);
  return (headers.get("list") as unknown as { unsubscribe?: { url?: string } } | undefined)?.unsubscribe?.url;
};
