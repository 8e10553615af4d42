import { Construct } from "constructs";
import { TearsheetFunction } from "./function.ts";
import type { Shared } from "./shared.ts";

/** The archive: what anybody may look at, and nobody changes. */
export class Digest extends Construct {
  readonly archive: TearsheetFunction;
  constructor(scope: Construct, id: string, { settings, storage, publicUrl }: Shared) {
    super(scope, id);
    this.archive = new TearsheetFunction(this, "Archive", { settings, name: "archive", traced: true });
    for (const table of ["newsletters", "issues"]) storage.table(table).grant(this.archive, "GetItem");
    storage.table("posts").grant(this.archive, "BatchGetItem", "Query");
    storage.photos.grant(this.archive, "GetObject");
    storage.renditions.grant(this.archive, "GetObject");
    this.archive.grant("TEARSHEET_PUBLIC_URL", publicUrl);
  }
}
