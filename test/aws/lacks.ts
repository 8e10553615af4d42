/** A template as the CDK wrote it; what is left out of it is deleted in place. */
export type Template = {
  Resources: Record<string, { Type: string; Properties?: { Environment?: { Variables: Record<string, unknown> } } }>;
  Outputs?: Record<string, unknown>;
};

type Lack = { what: string; leaveOut?: (template: Template) => string[] };

/**
 * What a server that stands in for AWS cannot do, so that the run proves nothing of it. What cannot be deployed there is
 * left out of the templates by `leaveOut`, which says what it took. A real account is given the templates whole.
 */
const lacks: readonly Lack[] = [
  {
    what: "SES's DKIM tokens as outputs of an identity: `tearsheet dns` reads them from SES",
    leaveOut: ({ Outputs = {} }) => {
      const found = Object.keys(Outputs).filter((name) => /^Dkim\d$/.test(name));
      for (const name of found) delete Outputs[name];
      return found;
    },
  },
  { what: "CloudFront: the stage e2e has none, so the origin's secret and the viewer's address are not tried" },
  { what: "what configuration sets publish: the run publishes SES's events to the topic itself, in SES's form" },
  {
    what: "IAM: every call is allowed; what functions did is held against their policies, which test/infra asserts whole",
  },
  { what: "SQS's own task that moves dead letters back: the run moves them one by one" },
  { what: "a provider of OpenID Connect: the stage e2e has none, and the run lays an editor's session itself" },
  { what: "mail that comes in: the stage e2e names no receipt rule set" },
  { what: "DNS, DKIM, TLS and the sandbox: the identity counts as verified, and mail goes to a mailbox of the run" },
  { what: "memory, arm64, X-Ray and a Lambda's own disk: functions are processes of this machine" },
  { what: "alarms, log retention and point-in-time recovery: they are made, and nothing watches or restores" },
];

/** Leaves out of a template what cannot be deployed to a stand-in. */
export const withoutLacks = (template: Template): string[] =>
  lacks.flatMap(({ leaveOut }) => leaveOut?.(template) ?? []);

export const lackLines = (): string[] => lacks.map(({ what }) => `not tried here: ${what}`);
