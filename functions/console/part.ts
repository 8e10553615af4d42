import type { Hono } from "hono";
import type { ApiRoute } from "./api-route.ts";
import type { ConsoleEnv } from "./env.ts";

/** A part of the console: its pages, with their whole paths from `/console`, and its calls of the API. */
export type ConsolePart = { pages?: Hono<ConsoleEnv>; api?: readonly ApiRoute[] };
