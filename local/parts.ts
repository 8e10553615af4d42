import { hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { importOrderStore } from "../functions/audience/import-order-store.ts";
import { reportStore } from "../functions/audience/import-report.ts";
import { personalLinks } from "../functions/audience/links.ts";
import type { ExportHint } from "../functions/audience/list-export.ts";
import { listExportStore } from "../functions/audience/list-export-store.ts";
import { listStore } from "../functions/audience/list-store.ts";
import { moveStore } from "../functions/audience/move-store.ts";
import { openUpload } from "../functions/audience/open-upload.ts";
import type { ImportHint } from "../functions/audience/order-import.ts";
import { rightsStore } from "../functions/audience/rights-store.ts";
import { signUpStore } from "../functions/audience/sign-up-store.ts";
import { audienceStore } from "../functions/audience/store.ts";
import { audienceTable } from "../functions/audience/table.ts";
import { turnstile } from "../functions/audience/turnstile.ts";
import { type WorkImportDeps, workImportOrder } from "../functions/audience/work-import-order.ts";
import { type WorkListExportDeps, workListExport } from "../functions/audience/work-list-export.ts";
import { webhookStore } from "../functions/calendar/webhook-store.ts";
import { auditStore } from "../functions/console/audit-store.ts";
import { deskPath } from "../functions/console/desk-paths.ts";
import { deskStore, deskTable } from "../functions/console/desk-store.ts";
import { identityProvider } from "../functions/console/identity-provider.ts";
import { keyStore } from "../functions/console/key-store.ts";
import { sessionStore } from "../functions/console/session-store.ts";
import { consoleTable } from "../functions/console/table.ts";
import { loopbackNames } from "../functions/core/config.ts";
import { guardedFetch } from "../functions/core/guarded-fetch.ts";
import { newsletterStore, newslettersTable } from "../functions/core/newsletter-store.ts";
import { postForm } from "../functions/core/post-form.ts";
import { postJson } from "../functions/core/post-json.ts";
import { systemClock } from "../functions/core/time.ts";
import { copyStore } from "../functions/delivery/copy-store.ts";
import { deliveriesOf } from "../functions/delivery/deliveries-of.ts";
import { chunksAtATime } from "../functions/delivery/delivery.ts";
import { eventsStore } from "../functions/delivery/events-store.ts";
import { forgetPerson } from "../functions/delivery/forget-person.ts";
import { latestIssue } from "../functions/delivery/latest-issue.ts";
import { sendingTimes } from "../functions/delivery/lease.ts";
import { runStore } from "../functions/delivery/run-store.ts";
import { openSender, type SenderDeps } from "../functions/delivery/sender.ts";
import { deliveryStore } from "../functions/delivery/store.ts";
import { streamStore } from "../functions/delivery/stream-store.ts";
import { deliveryTable } from "../functions/delivery/table.ts";
import { systemTimer } from "../functions/delivery/timer.ts";
import { type WorkDeps, work } from "../functions/delivery/work.ts";
import type { WorkMessage } from "../functions/delivery/work-message.ts";
import { renditionStore } from "../functions/digest/rendition-store.ts";
import { storiesPath } from "../functions/digest/routes.ts";
import { issueStore } from "../functions/digest/store.ts";
import { issuesTable } from "../functions/digest/table.ts";
import { installationStore } from "../functions/mail/installation-store.ts";
import type { Installation } from "../functions/mail/open-installation.ts";
import { rateStore } from "../functions/mail/rate-store.ts";
import { mailTable } from "../functions/mail/table.ts";
import { takeMailSlot } from "../functions/mail/take-mail-slot.ts";
import { fetchPhotos } from "../functions/posts/fetch-photos.ts";
import { keepSponsorPicture } from "../functions/posts/keep-sponsor-picture.ts";
import { photoFile } from "../functions/posts/photo-file.ts";
import { sourceStore } from "../functions/posts/source-store.ts";
import { postStore } from "../functions/posts/store.ts";
import { postsTable } from "../functions/posts/table.ts";
import type { Home } from "./home.ts";
import { handingOut } from "./list-exports.ts";
import { receiving, uploadingHere } from "./list-uploads.ts";
import { partsIn } from "./parted-files.ts";
import { type LaneQueue, laneQueue } from "./queue.ts";
import { localIssuer } from "./sign-in/provider-names.ts";
import { takePicture } from "./take-picture.ts";
import { unsubscribeMailbox } from "./unsubscribe-mailbox.ts";

export type Parts = ReturnType<typeof localParts>;

/**
 * The parts of the program put together on one machine: everything that verbs, routes and commands ask for by name.
 * `publicUrl` stands in front of every link; what this machine serves itself may be fetched, nothing else that is near.
 */
export const localParts = (home: Home, publicUrl = home.config.publicUrl) => {
  const { files, keys, clock, stampClock, storeTime, ses, installation, tableIdentity } = home;
  const fetch = guardedFetch({
    allow: [hostAndPort(publicUrl)],
    plainHttp: ["feed"],
  });
  const fileUrl = (key: string): string => `${publicUrl}/${key}`;
  const ledger = {
    issues: issueStore(home.table(issuesTable)),
    deliveries: deliveryStore(home.table(deliveryTable)),
    runs: runStore(home.table(deliveryTable)),
    events: eventsStore(home.table(deliveryTable)),
    copies: copyStore(home.table(deliveryTable)),
    stream: streamStore(home.table(deliveryTable)),
  };
  const renditions = renditionStore(files);
  const rates = rateStore(home.table(mailTable), home.config.region);
  const storeNow = () => Date.parse(storeTime().now);
  const parted = partsIn(files);
  const parts = {
    ...ledger,
    clock,
    stampClock,
    storeTime,
    times: sendingTimes(),
    files,
    ses,
    fetch,
    publicUrl,
    fileUrl,
    // Events come of mail that the endpoint of this machine took, and of none that went elsewhere.
    strict: home.config.ses.kind === "endpoint",
    idKey: keys.idKey,
    keyring: keys.linkKeys,
    timer: systemTimer,
    newWriteId: randomUUID,
    newsletters: newsletterStore(home.table(newslettersTable)),
    posts: postStore(home.table(postsTable)),
    sources: sourceStore(home.table(postsTable)),
    desk: deskStore(home.table(deskTable)),
    rates,
    storeNow,
    mailSlot: () => takeMailSlot({ rates, storeNow, timer: systemTimer }),
    installation,
    tableIdentity,
    installations: installationStore(home.table(mailTable)),
    renditions,
    audience: audienceStore(home.table(audienceTable)),
    lists: listStore(home.table(audienceTable)),
    rights: rightsStore(home.table(audienceTable)),
    orders: importOrderStore(home.table(audienceTable)),
    uploads: files,
    uploading: uploadingHere,
    reports: reportStore(files),
    exports: listExportStore(home.table(audienceTable)),
    parted,
    handOut: handingOut(parted),
    openUpload: async (key: string, name: string) => {
      const upload = await files.get(key);
      return upload && openUpload(name, (path) => writeFile(path, upload.bytes));
    },
    ...consoleParts(home, publicUrl),
    signUps: signUpStore(home.table(audienceTable)),
    webhooks: webhookStore(home.table(issuesTable)),
    postJson: postJson(),
    challenge: home.config.challenge && turnstile({ post: postForm() }, home.config.challenge),
    moves: moveStore(home.table(audienceTable)),
    latestIssue: latestIssue({ ...ledger, renditions }),
    otherData: (newsletterId: string, subscriberId: string) => deliveriesOf(ledger, { newsletterId, subscriberId }),
    eraseElsewhere: (person: { subscriberId: string; address: string }) => forgetPerson(ledger, person),
    personal: personalLinks({
      keyring: keys.linkKeys,
      publicUrl,
      unsubscribeMailbox: home.endpoint && unsubscribeMailbox,
    }),
    photoFile: (input: Parameters<typeof photoFile>[1]) => photoFile({ files }, input),
    sponsorPicture: (input: Parameters<typeof keepSponsorPicture>[1]) => keepSponsorPicture({ files }, input),
    fetchPhotos: (photos: Parameters<typeof fetchPhotos>[1]) => fetchPhotos({ fetch, files }, photos),
    drawSecret: () => randomBytes(32),
    deskUrl: (issue: Parameters<typeof deskPath>[0]) => publicUrl + deskPath(issue),
    links: {
      file: fileUrl,
      stories: ({ newsletterId, issueId }: { newsletterId: string; issueId: string }) =>
        publicUrl + storiesPath(newsletterId, issueId),
    },
    takePicture: takePicture({ files, fileUrl }),
    print: (line: string) => console.log(line),
    progress: process.stderr,
  };
  const imports = importLane(parts);
  return { ...parts, ...sendingParts(parts), imports, receive: receiving({ ...parts, imports }) };
};

/** Who works off what the sweep finds, beside the tick, and what it keeps between chunks. */
export const sendingParts = (
  parts: SenderDeps & Omit<WorkDeps, "sender" | "onMoved" | "isStopping"> & { installation: Installation },
) => {
  const sending = { sender: openSender(parts), onMoved: () => undefined, isStopping: () => queue.isStopping() };
  const say = (line: string) => console.error(line);
  const queue: LaneQueue<WorkMessage> = laneQueue({
    work: async (message) => {
      if (!(await parts.installation.isConfirmed())) return { changed: false };
      const worked = await work({ ...parts, ...sending }, message);
      if (worked.circling) say(`moved in a circle, and left out: ${worked.circling.join(", ")}`);
      return worked;
    },
    lanes: chunksAtATime,
    say,
  });
  return { ...sending, queue };
};

/** Who takes in lists and writes them out, one at a time, beside everything else. What waits when the process ends is put again by the next. */
const importLane = (
  parts: Omit<WorkImportDeps & WorkListExportDeps, "isEnough">,
): LaneQueue<ImportHint | ExportHint> => {
  const deps = { ...parts, isEnough: () => queue.isStopping() };
  const queue: LaneQueue<ImportHint | ExportHint> = laneQueue({
    work: (hint) => ("exportId" in hint ? workListExport(deps, hint) : workImportOrder(deps, hint)),
    lanes: 1,
    say: (line) => console.error(line),
  });
  return queue;
};

/** What the console alone asks for. Whoever signs in, does so now, whatever instant the sample lives at. */
const consoleParts = ({ config, keys, table }: Home, publicUrl: string) => {
  // A session's cookie must not pass a network by plain http.
  const { protocol, hostname } = new URL(publicUrl);
  const named = protocol === "https:" || loopbackNames.includes(hostname) ? config.signIn : undefined;
  const signIn = named ?? (!config.signIn && isPrivate(config.host, publicUrl) ? localIssuer(publicUrl) : undefined);
  return {
    sessions: sessionStore(table(consoleTable)),
    apiKeys: keyStore(table(consoleTable)),
    audit: auditStore(table(consoleTable)),
    identity: signIn && identityProvider(signIn),
    attemptKey: new Uint8Array(hkdfSync("sha256", keys.idKey, "", "console sign-in", 32)),
    wallClock: systemClock,
  };
};

/** Whether nobody but this machine can come here: not by an address that it listens on, nor through somebody in front. */
export const isPrivate = (listensOn: string, publicUrl: string): boolean =>
  loopbackNames.includes(listensOn) && loopbackNames.includes(new URL(publicUrl).hostname);

const hostAndPort = (url: string): string => {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
};
