import { cropsParts } from "../aws/posts.ts";
import { cropRequestSchema } from "./crop-request.ts";
import type { PhotoFile } from "./photo.ts";
import { photoFile } from "./photo-file.ts";

const parts = cropsParts();

/** Makes a crop and answers which file it is; the caller hears of a failure as an error of the function. */
export const handler = (event: unknown): Promise<PhotoFile> => photoFile(parts, cropRequestSchema.parse(event));
