import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Audience } from "./constructs/audience.ts";
import { Calendar } from "./constructs/calendar.ts";
import { Console } from "./constructs/console.ts";
import { Dashboard } from "./constructs/dashboard.ts";
import { Delivery } from "./constructs/delivery.ts";
import { Digest } from "./constructs/digest.ts";
import { Edge } from "./constructs/edge.ts";
import type { TearsheetFunction } from "./constructs/function.ts";
import { Inbound } from "./constructs/inbound.ts";
import { Alarms } from "./constructs/monitoring.ts";
import { Posts } from "./constructs/posts.ts";
import type { Settings } from "./settings.ts";
import type { StorageStack } from "./storage-stack.ts";

/** Everything that can be made anew: what runs, what wakes it, what it answers, and who is told. */
export class NewsletterStack extends Stack {
  readonly functions: readonly TearsheetFunction[];
  constructor(
    scope: Construct,
    id: string,
    { settings, storage, ...props }: StackProps & { settings: Settings; storage: StorageStack },
  ) {
    super(scope, id, props);
    const alarms = new Alarms(this, "Alarms", settings);
    const edge = new Edge(this, "Edge", { settings, storage });
    const shared = { settings, storage, alarms, publicUrl: edge.publicUrl };
    const posts = new Posts(this, "Posts", shared);
    const digest = new Digest(this, "Digest", shared);
    const audience = new Audience(this, "Audience", shared);
    const delivery = new Delivery(this, "Delivery", shared);
    const calendar = new Calendar(this, "Calendar", shared, { posts, delivery });
    const { console } = new Console(this, "Console", shared, { posts, audience });
    calendar.everyMinute([calendar.tick, delivery.sweep, audience.mails]);
    edge.route(audience.web, "/{proxy+}");
    edge.route(digest.archive, "/newsletters/{newsletter}/issues/{proxy+}", "/photos/{proxy+}");
    edge.route(console, "/console", "/console/{proxy+}", "/api", "/api/{proxy+}", "/drafts/{proxy+}");
    edge.route(posts.intake, "/posts/{proxy+}");
    const { inboundMail } = settings;
    const inbound = inboundMail && new Inbound(this, "Inbound", shared, inboundMail).inbound;
    this.functions = [
      audience.web,
      audience.mails,
      audience.imports,
      digest.archive,
      posts.intake,
      posts.photos,
      posts.crops,
      calendar.tick,
      delivery.sweep,
      delivery.work,
      delivery.events,
      console,
      ...(inbound ? [inbound] : []),
    ];
    for (const each of this.functions) alarms.errors(each);
    alarms.reputation();
    edge.alarm(alarms);
    new Dashboard(this, "Dashboard", { stage: settings.stage, alarms, functions: this.functions, api: edge.httpApi });
    new CfnOutput(this, "PublicUrl", { value: edge.publicUrl });
    new CfnOutput(this, "AlarmsTopic", { value: alarms.topic.topicArn });
    if (edge.distributionDomain) new CfnOutput(this, "DistributionDomain", { value: edge.distributionDomain });
  }
}
