import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { wiring } from "../../functions/environment.ts";
import { bundleAll, bundles } from "../../infra/bundle.ts";

const run = promisify(execFile);
const times = 15;

/** How long each function's process takes until its handler is there, beside a process that loads nothing. */
export const bench = async (print: (line: string) => void): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "tearsheet-startup-"));
  try {
    const empty = await medianOf(() => start("", {}));
    print(`node alone: ${empty.toFixed(0)} ms (median of ${times}, as all of them)`);
    for (const { name, bytes } of await bundleAll(folder)) {
      if (bundles[name].sharp) await symlink(join(process.cwd(), "node_modules"), join(folder, name, "node_modules"));
      const script = `await import(${JSON.stringify(join(folder, name, "index.mjs"))})`;
      const milliseconds = await medianOf(() => start(script, toldOf(name)));
      const loading = (milliseconds - empty).toFixed(0);
      print(`${name.padEnd(8)} ${loading.padStart(4)} ms more, ${bytes} of ${bundles[name].mostBytes} bytes`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
};

const start = (script: string, environment: Record<string, string>) =>
  run(process.execPath, ["--input-type=module", "-e", script], {
    env: { PATH: process.env.PATH, AWS_REGION: "eu-west-1", ...environment },
  });

const toldOf = (name: keyof typeof wiring): Record<string, string> =>
  Object.fromEntries(
    wiring[name].map((variable) => [
      variable,
      /(URL|ISSUER|SCRIPT|VERIFY)$/.test(variable) ? "https://x.example" : "x",
    ]),
  );

const medianOf = async (work: () => Promise<unknown>): Promise<number> => {
  const took: number[] = [];
  for (let n = 0; n < times; n++) {
    const from = performance.now();
    await work();
    took.push(performance.now() - from);
  }
  return took.toSorted((one, other) => one - other)[Math.floor(times / 2)] ?? 0;
};
