import { storiesPath } from "../digest/routes.ts";

/** Addresses of ours that stand in every mail. */
export const mailAddresses = (publicUrl: string) => ({
  file: (key: string) => `${publicUrl}/${key}`,
  stories: ({ newsletterId, issueId }: { newsletterId: string; issueId: string }) =>
    publicUrl + storiesPath(newsletterId, issueId),
});
