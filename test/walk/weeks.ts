import { deskOf, news, newsletterId, status, type Walk, way } from "./walk.ts";

/** Nobody approves it, and it goes out by itself. */
export const sentUnapproved = async ({ forward, publish, keep, lastMail, expectSent }: Walk): Promise<void> => {
  const issueId = `${newsletterId}-20261031T0700Z`;
  await forward("2d");
  await keep("1-draft-opens", deskOf(issueId), { [status]: /days to go · 1 post .* Draft$/ });
  await publish(["Fog on the mole", "Two boats", "A third boat", "The ferryman’s hat"]);
  await keep("2-draft-fills", deskOf(issueId), { [status]: /days to go · 5 posts .* Draft$/ });
  await forward("2026-10-31T11:00:10+01:00");
  await keep("3-nudge", await lastMail(/^Going out soon: /), {
    body: /5 posts so far\. It goes out by itself\..* 14:00/,
  });
  await expectSent(issueId, false);
  await forward("2026-10-31T14:00:10+01:00");
  await expectSent(issueId, true);
  await keep("4-sent-unapproved", deskOf(issueId), {
    [status]: /On its way or sent$/,
    [way]: /It is on its way or sent/,
  });
};

/** It is held at its deadline, and approved late. */
export const heldAndApprovedLate = async (walk: Walk): Promise<void> => {
  const { settle, forward, publish, keep, lastMail, approve, expectSent, expectWords } = walk;
  const issueId = `${newsletterId}-20261107T0700Z`;
  await settle({ whenUnapproved: "hold" });
  await publish(["What the fog left", "A net, mended", "Nobody’s oar"]);
  await forward("2026-11-07T11:00:10+01:00");
  await keep("5-nudge-to-approve", await lastMail(/^Waits for your approval: /), {
    body: /only if somebody approves it/,
  });
  await forward("2026-11-07T14:00:10+01:00");
  await keep("6-held-mail", await lastMail(/^Held until you approve it: /), {
    body: /nobody approved it by its deadline/,
  });
  await keep("7-held-at-the-deadline", deskOf(issueId), {
    [status]: /the deadline has passed · 3 posts .* Held: it waits for an editor$/,
    [news]: /It is held: nobody approved it by its deadline/,
    [way]: /Approve .*so it is held: an approval sends it until/,
  });
  await forward("20h");
  await expectSent(issueId, false);
  await approve(issueId);
  await expectWords("the approval", { [status]: /Approved$/, [way]: /Approved\. It leaves within a minute/ });
  await forward("2m");
  await expectSent(issueId, true);
  await keep("8-approved-late-and-sent", deskOf(issueId), { [status]: /On its way or sent$/, [way]: /Watch the run/ });
};

/** It is skipped at its deadline. Gives the issue, which is never to be sent. */
export const skippedUnapproved = async ({ settle, forward, publish, keep, lastMail }: Walk): Promise<string> => {
  const issueId = `${newsletterId}-20261114T0700Z`;
  await settle({ whenUnapproved: "skip", minimumPosts: 1 });
  await publish(["A quiet boat"]);
  await forward("2026-11-14T11:00:10+01:00");
  await keep("9-nudge-or-skipped", await lastMail(/^Skipped unless you approve it: /), {
    body: /It is skipped if nobody/,
  });
  await forward("2026-11-14T14:00:10+01:00");
  await keep("10-skipped-mail", await lastMail(/^Skipped: /), { body: /nobody approved it\..*it can be opened again/ });
  await keep("11-skipped", deskOf(issueId), {
    [status]: /Skipped$/,
    [news]: /It is skipped: nobody approved it/,
    [way]: /It is skipped: nothing of it goes out, and its posts wait .* Open it again/,
  });
  return issueId;
};

/** Too dull a week is held, and missed when its time is over. Gives the issue, which is never to be sent. */
export const dullAndMissed = async ({ settle, forward, keep, lastMail }: Walk): Promise<string> => {
  const issueId = `${newsletterId}-20261121T0700Z`;
  await settle({ whenUnapproved: "send", minimumPosts: 5 });
  await forward("2026-11-21T14:00:10+01:00");
  await keep("12-dull-week-held", deskOf(issueId), {
    [status]: /1 post .* Held: it waits for an editor$/,
    [news]: /It is held: it has 1 post of at least 5/,
    [way]: /an approval sends it until/,
  });
  await keep("13-calendar", `/console/newsletters/${newsletterId}/calendar`, { main: /held: it waits for an editor/ });
  await forward("49h");
  await keep("14-missed-mail", await lastMail(/^Missed: /), { body: /nobody approved it\. Nothing of it goes out/ });
  await keep("15-missed", deskOf(issueId), { [status]: /Missed$/, [news]: /It is missed/, [way]: /Its time is over/ });
  return issueId;
};
