import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A process of the run, and what it says to its parent. */
export type Started = {
  readonly pid: number;
  readonly alive: boolean;
  /** How it ended: its code, or the signal. */
  readonly ending: string;
  /** What it wrote to its error output, the last lines of it. */
  readonly complaints: string;
  onExit(listener: (how: "finished" | "killed" | "failed") => void): void;
  onMessage(listener: (message: Message) => void): void;
  tell(message: Message): void;
  signal(signal: NodeJS.Signals): void;
  /** Ends it by force and waits until it is gone. */
  kill(): Promise<void>;
};
export type Message = { kind: string } & Record<string, unknown>;

const longestComplaint = 4_000;

/** Starts a script in a process of its own that talks to this one. `preload` are modules that it loads first. */
export const startProcess = (
  script: string,
  options: {
    variables?: Readonly<Record<string, string>>;
    arguments?: readonly string[];
    preload?: readonly string[];
    flags?: readonly string[];
  } = {},
): Started => {
  const imports = (options.preload ?? []).flatMap((each) => ["--import", each]);
  const all = [
    ...(options.flags ?? []),
    "--disable-warning=ExperimentalWarning",
    ...imports,
    script,
    ...(options.arguments ?? []),
  ];
  return watched(
    spawn(process.execPath, all, {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: { ...process.env, ...options.variables },
    }),
  );
};

/** Starts any program, which is told nothing and says nothing. */
export const startBinary = (path: string, options: readonly string[]): Started =>
  watched(spawn(path, options, { stdio: ["ignore", "ignore", "pipe"] }));

const watched = (child: ChildProcess): Started => {
  let complaints = "";
  let alive = true;
  let killed = false;
  child.stderr?.on("data", (bytes: Buffer) => {
    complaints = (complaints + bytes).slice(-longestComplaint);
  });
  let ending = "";
  child.once("exit", (code, signal) => {
    alive = false;
    ending = String(signal ?? code);
  });
  // A process that was killed may leave a message half told.
  child.on("error", () => undefined);
  return {
    pid: child.pid ?? -1,
    get alive() {
      return alive;
    },
    get ending() {
      return ending;
    },
    get complaints() {
      return complaints;
    },
    onExit: (listener) =>
      void child.once("exit", (code) => listener(killed ? "killed" : code === 0 ? "finished" : "failed")),
    onMessage: (listener) => void child.on("message", listener as (message: unknown) => void),
    tell: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    signal: (signal) => void (alive && child.kill(signal)),
    async kill() {
      if (!alive) return;
      killed = true;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
};

/** The first message of a kind; throws with the process's own words when it ends before. */
export const hear = (started: Started, kind: string, withinMs = 30_000): Promise<Message> =>
  new Promise((heard, failed) => {
    const fail = () =>
      failed(new Error(`a process ended or was silent before it said "${kind}": ${started.complaints}`));
    const timer = setTimeout(fail, withinMs);
    const watch = setInterval(() => {
      if (started.alive) return;
      clear();
      fail();
    }, 50);
    const clear = () => {
      clearTimeout(timer);
      clearInterval(watch);
    };
    started.onMessage((message) => {
      if (message.kind !== kind) return;
      clear();
      heard(message);
    });
  });
