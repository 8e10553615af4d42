import type { Row } from "./row.ts";
import { rowsOfDeath } from "./rows-of-death.ts";
import { rowsOfEditors } from "./rows-of-editors.ts";
import { rowsOfPeople } from "./rows-of-people.ts";
import { rowsOfSes } from "./rows-of-ses.ts";
import { rowsOfStore } from "./rows-of-store.ts";

/** Every fault that the program is held against, and what it owes under it. */
export const rows: readonly Row[] = [...rowsOfDeath, ...rowsOfStore, ...rowsOfSes, ...rowsOfPeople, ...rowsOfEditors];
