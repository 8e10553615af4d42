import type { Settings } from "../settings.ts";
import type { StorageStack } from "../storage-stack.ts";
import type { Alarms } from "./monitoring.ts";

/** What every capability's construct is given. */
export type Shared = { settings: Settings; storage: StorageStack; alarms: Alarms; publicUrl: string };
