import type { EventsStore } from "./events-store.ts";

/**
 * Deletes what the ledger holds of somebody beside the record that they were sent an issue, which names them by a keyed
 * hash alone: messages that came back for now, and events that could not be read and hold the address. What receivers
 * answered stands under the place in an issue, addresses left out.
 */
export const forgetPerson = async (
  { events }: { events: Pick<EventsStore, "forgetSoftBounces" | "forgetUnread"> },
  { subscriberId, address }: { subscriberId: string; address: string },
): Promise<void> => {
  await events.forgetSoftBounces(subscriberId);
  await events.forgetUnread(address);
};
