import { listDays } from "../functions/audience/import-order.ts";
import { exportKeptMs } from "../functions/audience/list-export.ts";
import { day } from "../functions/core/time.ts";
import { chunksAtATime } from "../functions/delivery/delivery.ts";

/**
 * Every number of the set-up that hangs on another, computed from it. Seconds, unless the name says otherwise.
 */

/** How long a function may take at most; the event source's own retries need six times as long (AWS's own advice). */
export const timeouts = {
  web: 15,
  archive: 15,
  console: 29,
  intake: 29,
  tick: 300,
  sweep: 55,
  work: 300,
  mails: 120,
  events: 60,
  photos: 300,
  crops: 60,
  imports: 900,
  inbound: 60,
} as const;

/**
 * Megabytes. Photos hold several decoded pictures of up to 40 megapixels, inbound a mail of up to 40 MB; a CPU comes with
 * every 1,769, of which `work`, which mostly waits, needs less than a quarter.
 */
export const memory = {
  web: 512,
  archive: 512,
  console: 1024,
  intake: 1024,
  tick: 1024,
  sweep: 512,
  work: 384,
  mails: 512,
  events: 512,
  photos: 3008,
  crops: 1769,
  imports: 1024,
  inbound: 1024,
} as const;

/** Of a list upload with what is unpacked beside it. */
export const importDiskMegabytes = 4096;

/** A message that a function holds may not be seen by another before that function is certainly over. */
export const visibility = (timeout: number): number => 6 * timeout;

/** `batch` messages at a time; waiting for more of them would be time in which nobody is sent anything. */
export const queues = {
  /**
   * A chunk is at most 250 recipients: at a sandbox's one a second they take most of the time there is. A process holds
   * at most two, and lets go of them before its time is over.
   */
  work: { batch: chunksAtATime, concurrency: 2, tries: 5 },
  mails: { batch: 10, concurrency: 2, tries: 5 },
  photos: { batch: 1, concurrency: 4, tries: 3 },
  imports: { batch: 1, concurrency: 2, tries: 3 },
  inbound: { batch: 10, concurrency: 2, tries: 5 },
  events: { batch: 2000, concurrency: 4, tries: 8, gatherSeconds: 10 },
} as const;

/** One sender sends so many a second with room to spare. */
const mailsPerSender = 110;
/**
 * How many functions send at once; two are the fewest that SQS can be told. One too many would hold chunks and
 * wait for slots.
 */
export const sendersFor = (mailsPerSecond: number): number =>
  Math.max(queues.work.concurrency, Math.ceil(mailsPerSecond / mailsPerSender));

/** How much of the account's concurrency is kept for one function alone. */
export const reserved = { sweep: 1 } as const;
/** Lambda refuses a reservation that leaves everybody else fewer. */
const leastUnreserved = 100;
export const canReserve = (accountConcurrency: number): boolean =>
  accountConcurrency - Object.values(reserved).reduce((all, each) => all + each, 0) >= leastUnreserved;

export const keptDays = {
  queue: 4,
  deadLetters: 14,
  events: 14,
  logs: 30,
  pointInTime: 35,
  imports: listDays,
  exports: exportKeptMs / day,
  inbound: 14,
} as const;

/** Who is not heard of for so many ticks of a minute has stopped. */
export const heartbeatMinutes = 5;
/** SES reviews an account at 5 % bounces and 0.1 % complaints; we hear of it before. */
export const reviewed = { BounceRate: 0.05, ComplaintRate: 0.001 } as const;
export const reputation = { bounceRate: 0.04, complaintRate: 0.0008 } as const;
/** A takedown has to hold: so long a photo or a page may still be shown. */
export const cacheSeconds = 600;
