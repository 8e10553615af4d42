import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** Every project has processes of its own: what the first of them compiled serves all that come later. */
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "node_modules/.cache/compiled");

const project = (name: string, include: string[], extra: object = {}) => ({
  test: { name, include, environment: "node", ...extra },
});

/** Nothing here changes what it imports: files that share a process share their modules, and need not load them anew. */
const isolate = false;

/** A browser and a whole product answer when a busy machine lets them: what is waited for comes, if not within a second. */
const expectation = { poll: { timeout: 20_000 } };

/** `unit` reads nothing but files; `contract` runs one suite on every adapter; `local` is the whole product in process. */
export default defineConfig({
  test: {
    maxWorkers: "100%",
    projects: [
      project("unit", ["test/**/*.test.ts"], {
        exclude: ["test/**/*.{contract,local,browser}.test.ts"],
        // For a machine that is busy with other things; a test that needs seconds on a free one is in the wrong project.
        testTimeout: 30_000,
        isolate,
      }),
      project("contract", ["test/**/*.contract.test.ts"], { testTimeout: 30_000, isolate }),
      project("local", ["test/**/*.local.test.ts"], {
        isolate,
        testTimeout: 60_000,
        hookTimeout: 60_000,
        expect: expectation,
      }),
      project("browser", ["test/**/*.browser.test.ts"], {
        isolate,
        testTimeout: 90_000,
        hookTimeout: 90_000,
        expect: expectation,
      }),
    ],
  },
});
