#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// What was compiled once is kept in the system's folder for temporary files: every later command starts sooner for it.
enableCompileCache();
await import("./program.ts");
