import { Construct } from "constructs";
import { TearsheetFunction } from "./function.ts";
import { TearsheetQueue } from "./queue.ts";
import type { Shared } from "./shared.ts";

/** What was published: the API that takes posts in, and what fetches and cuts their photographs. */
export class Posts extends Construct {
  readonly intake: TearsheetFunction;
  readonly crops: TearsheetFunction;
  readonly queue: TearsheetQueue;
  readonly photos: TearsheetFunction;
  constructor(scope: Construct, id: string, { settings, alarms, storage }: Shared) {
    super(scope, id);
    this.intake = new TearsheetFunction(this, "Intake", { settings, name: "intake", traced: true });
    this.photos = new TearsheetFunction(this, "PhotosOfPosts", { settings, name: "photos" });
    this.crops = new TearsheetFunction(this, "Crops", { settings, name: "crops" });
    this.queue = new TearsheetQueue(this, "PhotosQueue", {
      alarms,
      name: "photos",
      variable: "TEARSHEET_QUEUE_PHOTOS",
    });
    this.queue.workedBy(this.photos);
    this.queue.grantSend(this.intake);
    for (const each of [this.intake, this.photos])
      storage.table("posts").grant(each, "DeleteItem", "GetItem", "PutItem");
    storage.table("console").grant(this.intake, "GetItem");
    for (const each of [this.photos, this.crops]) storage.photos.grant(each, "GetObject", "PutObject");
  }

  /** To have crops made. */
  grantCrops(to: TearsheetFunction) {
    const { functionArn, functionName } = this.crops.function;
    to.grant("TEARSHEET_FUNCTION_CROPS", functionName, {
      actions: ["lambda:InvokeFunction"],
      resources: [functionArn],
    });
  }
}
