import { rm } from "node:fs/promises";
import { join } from "node:path";
import { addSharp } from "./add-sharp.ts";
import { bundleAll, bundles } from "./bundle.ts";
import { distFolder } from "./constructs/function.ts";
import { readSettings } from "./settings.ts";

/** `npm run bundle -- <stage>`: every function's folder under dist/, and what each weighs. `--without-sharp` for templates alone. */
const stage = process.argv.slice(2).find((each) => !each.startsWith("--"));
const { architecture } = readSettings(stage ?? "example");
await rm(distFolder, { recursive: true, force: true });
for (const { name, bytes, packages } of await bundleAll(distFolder)) {
  const { mostBytes, sharp } = bundles[name];
  const largest = [...packages].slice(0, 3).map(([each, weight]) => `${each} ${weight}`);
  console.log(
    `${name.padEnd(8)} ${String(bytes).padStart(9)} of ${String(mostBytes).padStart(9)} bytes  ${largest.join(", ")}`,
  );
  if (bytes > mostBytes) process.exitCode = 1;
  if (sharp && !process.argv.includes("--without-sharp"))
    await addSharp(join(distFolder, name), architecture).catch((error: Error) => {
      console.error(`${name}: ${error.message}: it cannot be deployed so`);
      process.exitCode = 1;
    });
}
