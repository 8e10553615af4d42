import { existsSync } from "node:fs";
import { join } from "node:path";
import type { FaultParts } from "./parts.ts";
import type { World } from "./world.ts";

/** While this file is not there, the chunk of whoever is poisoned cannot be handled. */
export const antidote = ({ folder }: Pick<World, "folder">): string => join(folder, "antidote");

/** Parts under which the handling of one chunk throws, every time, as a defect would. */
export const poisonedBy = (world: World, parts: FaultParts): FaultParts => {
  const { poisoned } = world;
  if (poisoned === undefined) return parts;
  const getMany: FaultParts["audience"]["getMany"] = (newsletterId, ids) => {
    if (ids.includes(poisoned) && !existsSync(antidote(world))) throw new Error("this chunk cannot be handled");
    return parts.audience.getMany(newsletterId, ids);
  };
  return { ...parts, audience: { ...parts.audience, getMany } };
};
