import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

type Measured = { bytes: number; perSecond: number; cpuMs: number; warmMegabytes: number; megabytes: number };

const run = promisify(execFile);
const inFlight = 10;
const seconds = 4;

const paths = {
  floor: "floor: SHA-256, AES-GCM, the kernel",
  ours: "tearsheet: encoded ahead, AWS's signer, undici",
  swapped: "the SDK, its body swapped for the one encoded ahead",
  sdk: "the SDK as it comes, message spliced",
  "nodemailer-ses": "nodemailer, SES transport",
  "nodemailer-smtp": "nodemailer, SMTP pool",
} as const;

/** Every path in a process of its own, one after the other, over TLS to one sink in a process of its own. */
export const bench = async (print: (line: string) => void): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "send-"));
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const named = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "1"];
  await run("openssl", [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    key,
    "-out",
    certificate,
    ...named,
  ]);
  const sink = spawn(process.execPath, [join(import.meta.dirname, "send-sink.ts"), key, certificate], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [ports] = (await once(createInterface({ input: sink.stdout }), "line")) as [string];
    const measured: Partial<Record<string, Measured>> = {};
    for (const path of Object.keys(paths)) {
      const script = join(import.meta.dirname, "send-process.ts");
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate };
      const { stdout } = await run(process.execPath, [script, path, ports, `${inFlight}`, `${seconds}`], { env });
      measured[path] = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    }
    const { floor, ours } = measured as { floor: Measured; ours: Measured };
    print(`a message of ${(ours.bytes / 1000).toFixed(1)} KB, ${inFlight} in flight`);
    for (const [path, name] of Object.entries(paths)) {
      const each = measured[path] as Measured;
      print(
        `${name}: ${Math.round(each.perSecond)} messages/s, ${each.cpuMs.toFixed(3)} ms CPU a message ` +
          `(× ${(each.cpuMs / floor.cpuMs).toFixed(1)} the floor, × ${(each.cpuMs / ours.cpuMs).toFixed(1)} ours), ` +
          `${each.warmMegabytes} → ${each.megabytes} MB`,
      );
    }
  } finally {
    sink.kill();
    await rm(folder, { recursive: true });
  }
};
