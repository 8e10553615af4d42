/** Where progress is shown: standard error, so that what a command prints can go elsewhere. */
export type ProgressStream = NodeJS.WritableStream & { isTTY?: boolean };
