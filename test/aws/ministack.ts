import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "../../local/free-port.ts";

/**
 * `npm run test:aws`: the deployed end to end against ministack, which is installed into a virtual environment of its
 * own and forgotten afterwards. Where it cannot be had it says NOT RUN, and that is a failure. With `AWS_ENDPOINT_URL` set, or
 * with `--account` for a real account, nothing is installed and the run goes there.
 */
const version = "1.5.33";
const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);

const install = async (folder: string): Promise<string> => {
  const problems: string[] = [];
  for (const python of ["python3", "python3.13", "python3.12", "python3.11", "python3.10"])
    try {
      await run(python, ["-c", "import sys, venv; sys.exit(sys.version_info < (3, 10))"]);
      await run(python, ["-m", "venv", join(folder, "venv")]);
      await run(join(folder, "venv/bin/pip"), ["install", "--quiet", "--no-input", `ministack==${version}`]);
      return join(folder, "venv/bin/ministack");
    } catch (error) {
      problems.push(`${python}: ${(error as Error).message.split("\n").slice(0, 2).join(" ")}`);
    }
  throw new Error(problems.join("\n"));
};

/** Nothing of the machine's own account may be reached by mistake. */
const ownEnvironment = (port: number, mailPort: number, folder: string): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"))),
  PATH: `${join(root, "node_modules/.bin")}${delimiter}${process.env.PATH ?? ""}`,
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  // Else the CDK's client for S3 would put the bucket's name before it.
  AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_EC2_METADATA_DISABLED: "true",
  CDK_DISABLE_CLI_TELEMETRY: "true",
  GATEWAY_PORT: String(port),
  BIND_HOST: "127.0.0.1",
  SMTP_HOST: `127.0.0.1:${mailPort}`,
  TMPDIR: folder,
  TEARSHEET_TEST_MAIL_PORT: String(mailPort),
});

const answers = async (url: string): Promise<boolean> =>
  fetch(`${url}/_ministack/health`).then(
    ({ ok }) => ok,
    () => false,
  );

const endToEnd = async (environment: NodeJS.ProcessEnv): Promise<number> => {
  const args = [join(import.meta.dirname, "run.ts"), ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { env: environment, stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
};

const againstMinistack = async (): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), "tearsheet-aws-"));
  try {
    const began = Date.now();
    const ministack = await install(folder).catch((error: Error) => {
      console.error(`NOT RUN: ministack ${version} cannot be installed from Python's package index.\n${error.message}`);
      return undefined;
    });
    if (!ministack) return 1;
    console.log(`ministack ${version} installed in ${seconds(began)}`);
    const [port, mailPort] = [await freePort(), await freePort()];
    const environment = ownEnvironment(port, mailPort, join(folder, "run"));
    await mkdir(join(folder, "run"));
    const server = spawn(ministack, [], { env: environment, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    const log = createWriteStream(join(folder, "ministack.log"));
    server.stdout.pipe(log);
    server.stderr.pipe(log);
    const ended = once(server, "exit");
    try {
      for (let tries = 0; !(await answers(`http://127.0.0.1:${port}`)); tries++) {
        if (tries === 120 || server.exitCode !== null) throw new Error("ministack was installed and does not answer");
        await sleep(250);
      }
      return await endToEnd({ ...environment, TEARSHEET_TEST_LOG: join(folder, "ministack.log") });
    } finally {
      server.kill();
      await ended;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

const isElsewhere = process.env.AWS_ENDPOINT_URL !== undefined || process.argv.includes("--account");
process.exitCode = isElsewhere ? await endToEnd(process.env) : await againstMinistack();
