import { systemClock } from "../../functions/core/time.ts";
import { postsThatRun } from "../../functions/digest/posts-that-run.ts";
import { type ApiClient, type ApiDocument, type Asked, apiClient } from "../support/api-client.ts";
import { type SignedIn, signInAs } from "../support/console.ts";
import { ask } from "./ask.ts";
import type { Deployed } from "./deployed.ts";
import { expect, until } from "./until.ts";

type EditorsDeps = { deployed: Deployed; publicUrl: string; newsletterId: string };

/**
 * What editors do in the deployed console, by its API and its pages. The session is laid where the sign-in lays one,
 * for the stage has no provider.
 */
export const editors = ({ deployed, publicUrl, newsletterId }: EditorsDeps) => {
  let admin: SignedIn;
  let api: ApiClient;
  const asked = async (url: URL | string, init: Parameters<typeof ask>[1]): Promise<Response> => {
    const { status, headers, body } = await ask(String(url), init);
    return new Response(Uint8Array.from(body), {
      status,
      headers: { "content-type": String(headers["content-type"]) },
    });
  };
  const done = async (operation: string, given: Asked = {}): Promise<Record<string, never>> => {
    const { status, body } = await api.call(operation, { ...given, path: { newsletterId, ...given.path } });
    expect(status === 200, `${operation} was answered ${status}: ${JSON.stringify(body)}`);
    return body as Record<string, never>;
  };
  const newsletter = (of: string, given?: Asked) => {
    const [verb = "", rest = ""] = of.split(" ");
    return done(`${verb}NewslettersByNewsletterId${rest}`, given);
  };
  const issue = (issueId: string) => (of: string, given?: Asked) => {
    const [verb = "", rest = ""] = of.split(" ");
    return newsletter(`${verb} IssuesByIssueId${rest}`, { ...given, path: { issueId, ...given?.path } });
  };
  const page = async (path: string): Promise<string> => {
    const answer = await asked(`${publicUrl}/console${path}`, { headers: admin.opens });
    expect(answer.status === 200, `the page ${path} was answered ${answer.status}`);
    return answer.text();
  };
  const bring = async (text: string, said: { said?: string } = {}): Promise<string> => {
    const { id } = await newsletter("post SubscribersImports", { body: { file: "list.csv", text, ...said } });
    await until(
      "a list is looked at",
      async () => (await import_(id as unknown as string, "get")).step === ("looked-at" as never),
    );
    return id as unknown as string;
  };
  /** As a page's script brings what is too large for a form: put where lists lie, and looked at by S3's word. */
  const bringLarge = async (text: string) => {
    const body = { file: "large.csv", bytes: Buffer.byteLength(text) };
    const coming = await newsletter("post SubscribersUploads", { body });
    const { url, import: order } = coming as unknown as { url: string; import: { id: string } };
    const put = await asked(url, { method: "PUT", body: text });
    expect(put.status === 200, `the file of a list was answered ${put.status}: ${await put.text()}`);
    await until(
      "the list that was put is looked at",
      async () => (await import_(order.id, "get")).step === ("looked-at" as never),
    );
  };
  const import_ = (importId: string, verb: string, rest = "") =>
    newsletter(`${verb} SubscribersImportsByImportId${rest}`, { path: { importId }, ...(rest && { body: {} }) });

  return {
    async signIn() {
      const closed = await asked(`${publicUrl}/api/newsletters`, {});
      expect(closed.status === 401, `the API was open to nobody: ${closed.status}`);
      const table = deployed.table("console", "TEARSHEET_TABLE_CONSOLE");
      admin = await signInAs(table, "admin", { now: systemClock(), publicUrl });
      const document = (await (
        await asked(`${publicUrl}/api/openapi.json`, { headers: admin.opens })
      ).json()) as ApiDocument;
      api = apiClient(document, () => admin.asks, asked);
      expect((await page("")).includes("Daybook"), "the console does not show the newsletter");
      return `the console knows nobody without a session, and an admin with one; its API has ${api.operations.length} calls`;
    },

    async keepHouse() {
      const body = { name: "A sign", newsletterId, scopes: ["viewer"], days: 1 };
      const { id, key } = (await done("postKeys", { body })) as unknown as { id: string; key: string };
      const headers = { authorization: `Bearer ${key}` };
      const byKey = () => asked(`${publicUrl}/api/newsletters/${newsletterId}/settings`, { headers });
      expect((await byKey()).status === 200, "the API does not take a key that it gave out");
      await done("getKeys");
      await done("deleteKeysByKeyId", { path: { keyId: id } });
      expect((await byKey()).status === 401, "the API takes a key that was ended");
      for (const each of ["Sources", "Calendar", "Webhook"]) await newsletter(`get ${each}`);
      for (const each of ["Settings", "Sponsors"])
        await newsletter(`put ${each}`, { body: await newsletter(`get ${each}`) });
      await done("getPeople");
      return "a key was made, used and ended; settings, sponsors, sources and calendar were read and written";
    },

    async bringLists() {
      const first = await bring("email\nsuccess+ada@simulator.amazonses.com\nnobody\n");
      await import_(first, "post", "TakeIn");
      await until("the list is taken in", async () => (await import_(first, "get")).step === ("done" as never));
      await import_(await bring("email\nother@example.com\n"), "post", "Discard");
      await bringLarge("email\nsuccess+ben@simulator.amazonses.com\n");
      await newsletter("get SubscribersImports");
      const { rows } = await newsletter("get SubscribersImportsByImportIdRows", { path: { importId: first } });
      expect((rows as unknown as unknown[]).length === 2, "the report of a list has not its rows");
      return "a list was brought, looked at and taken in, another thrown away, and a large one put into the bucket and looked at";
    },

    async workOn(issueId: string) {
      const of = issue(issueId);
      const { edit: seen } = await of("get");
      const { edit: n } = await of("post Edits", { body: { seen, edit: { kind: "note", text: "A good week." } } });
      expect(
        (await page(`/newsletters/${newsletterId}/issues/${issueId}/mail`)).includes("A good week."),
        "the look at the mail lacks the note",
      );
      await of("post Undo", { body: { n } });
      const path = await this.aPhoto(issueId);
      for (const verb of ["put", "delete"]) await newsletter(`${verb} PostsByPostIdPhotosByPhotoIdTakedown`, { path });
      const tests = await of("post Tests", { body: { addresses: ["success+test@simulator.amazonses.com"] } });
      expect(Number(tests.accepted) === 1, `the test mail was not accepted: ${JSON.stringify(tests)}`);
      const { id, url } = (await of("post Links", { body: { pinned: true } })) as unknown as {
        id: string;
        url: string;
      };
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      expect((await asked(`${url}/mail`, {})).status === 200, "the link does not show the draft");
      await asked(`${url}/notes`, { method: "POST", headers, body: "name=Mo&text=Too+dark" });
      await of("get Links");
      await of("delete LinksByLinkId", { path: { linkId: id } });
      await page(`/newsletters/${newsletterId}/issues/${issueId}`);
      return "the issue was edited and the edit taken back; a photo taken down and put back; a test mail, a link and a note";
    },

    /** Of the issue, by its post. */
    async aPhoto(issueId: string) {
      const stored = await deployed.issues.get(newsletterId, issueId);
      const ids = stored ? postsThatRun(stored.issue.digest) : [];
      const found = [...(await deployed.posts.getMany(newsletterId, ids)).values()].find(
        ({ post }) => post.photos.length > 0,
      );
      const photo = found?.post.photos[0];
      if (!found || !photo) throw new Error("no post of the issue has a photo");
      return { postId: found.post.id, photoId: photo.id };
    },

    async approve(issueId: string) {
      const of = issue(issueId);
      for (const hold of [true, false]) await of("post Hold", { body: { hold } });
      const { edit: seen } = await of("get");
      await of("post Approval", { body: { seen } });
      await of("delete Approval");
      const { edit } = await of("get");
      await of("post Approval", { body: { seen: edit } });
      return "it was held and let go, approved, taken back and approved again in the console";
    },

    /** Between the tick that begins it and the first sweep. */
    async pauseAndCorrect(issueId: string) {
      const of = issue(issueId);
      await of("post RunPause");
      await deployed.invoke("sweep");
      const held = async () => {
        const { sums, causes } = (await of("get Run")) as unknown as { sums: { sent: number }; causes: string[] };
        return sums.sent === 0 ? causes.join() : "sent";
      };
      expect((await held()) === "editor", "a paused issue was sent");
      await of("post RunCorrection", { body: {} });
      await of("delete RunCorrection");
      await of("post RunCorrection", { body: { subject: "Boats wait for the wind, corrected" } });
      await of("post RunResume", { body: { causes: ["editor"] } });
      await deployed.invoke("sweep");
      expect((await held()) === "correction", "an issue was sent while it was being corrected");
      const { edit: seen } = await of("get");
      const { edit } = await of("post Edits", { body: { seen, edit: { kind: "note", text: "Put right." } } });
      await of("post RunCorrect", { body: { seen: edit } });
      return "it was paused before the first mail, its correction discarded, opened again, edited and sent";
    },

    async lookBack(issueId: string, reader: string) {
      const of = issue(issueId);
      for (const rest of ["report", "run"]) await page(`/newsletters/${newsletterId}/issues/${issueId}/${rest}`);
      await of("post RunStories", { body: { address: reader } });
      await of("post RunCopies", { body: { address: reader } });
      for (const rest of ["RunRedrive", "RunSettlement"]) await of(`post ${rest}`);
      await of("get RunRecipients", { query: { state: "rejected" } });
      const about = { body: { address: reader } };
      for (const rest of ["LookUp", "Suppress", "Unsuppress", "PersonalData"])
        await newsletter(`post Subscribers${rest}`, about);
      const erased = await newsletter("post SubscribersErase", { body: { address: reader, typed: reader } });
      expect(erased.erased === (true as never), "nobody was erased");
      const gone = await bring("email\nsuccess+cleo@simulator.amazonses.com\n", { said: "unsubscribed" });
      await import_(gone, "post", "TakeIn");
      await until("the list is taken in", async () => (await import_(gone, "get")).step === ("done" as never));
      const { taken } = (await import_(gone, "get")) as unknown as { taken: { outcomes: Record<string, number> } };
      expect(taken.outcomes.unsubscribed === 1, "a list of those who left unsubscribed nobody");
      return "a reader's story was told, a copy sent, their data handed out, and they were erased";
    },

    /** As one file, by calls and by the command of whoever has the credentials: the same people. */
    async takeOut(byCommand: () => Promise<string>) {
      const { id } = await newsletter("post SubscribersExports", { body: { format: "json" } });
      const path = { exportId: id as unknown as string };
      await until("everybody is written out", async () => {
        const { step } = await newsletter("get SubscribersExportsByExportId", { path });
        return step === ("done" as never);
      });
      const { url } = await newsletter("post SubscribersExportsByExportIdFile", { path, body: {} });
      const file = await asked(url as unknown as string, {});
      expect(file.status === 200, `the file was answered ${file.status}`);
      const text = await file.text();
      const ids = (JSON.parse(text) as { id: string }[]).map((each) => each.id);
      const [first] = ids;
      const { subscribers } = await newsletter("post SubscribersExport", { body: { after: first } });
      const rest = (subscribers as unknown as { id: string }[]).map((each) => each.id);
      expect(ids.length > 2 && rest.join() === ids.slice(1).join(), "the calls give out others than the file");
      expect((await byCommand()) === text, "the command gives out others than the file");
      return `everybody was written out by the function and read by a signed address: ${ids.length} people, the same by the API and by the command`;
    },

    async leave() {
      await done("getAudit");
      await done("deletePeopleByEditorIdSessions", { path: { editorId: admin.editor.id } });
      const after = await asked(`${publicUrl}/api/newsletters`, { headers: admin.opens });
      expect(after.status === 401, "a session that was ended is still good");
      const never = api.operations.filter((each) => !api.succeeded.has(each));
      return `the editor was signed out everywhere; of ${api.operations.length} calls ${api.succeeded.size} were answered as described (not asked: ${never.join(", ")})`;
    },
  };
};
