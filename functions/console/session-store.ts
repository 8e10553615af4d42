import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { deleteIf, type Key, putIf, putIfAbsent, queryItems, type Table, updateIf } from "../core/store.ts";
import type { Instant } from "../core/time.ts";
import { type KnownEditor, knownEditorSchema } from "./editor.ts";
import { hashOfSecret, isAlive, type Session, type SessionKey, sessionSchema } from "./session.ts";

/** The sessions in the console's table: a partition an editor, so that all of theirs can be ended at once. */
export const sessionStore = (table: Table) => ({
  async get(key: SessionKey): Promise<Session | undefined> {
    const { Item } = await table.db.send(
      new GetCommand({ TableName: table.name, Key: keyOf(key), ConsistentRead: true }),
    );
    return Item && sessionSchema.parse(Item.session);
  },

  /** Begins a session, removes those of the editor that are over, and remembers who they are. */
  async begin(key: SessionKey, session: Session): Promise<void> {
    const { editor, startedAt } = session;
    await putIf(
      table,
      { pk: people, sk: editor.id, person: { ...editor, signedInAt: startedAt } },
      {
        ConditionExpression: "attribute_not_exists(pk) OR person.signedInAt <= :startedAt",
        ExpressionAttributeValues: { ":startedAt": startedAt },
      },
    );
    await sweep(table, key.editorId, (old) => !isAlive(old, session.startedAt));
    if (!(await putIfAbsent(table, { ...keyOf(key), session }))) throw new Error("a session's secret was drawn twice");
  },

  /** Everybody who ever signed in, by name, as they were the last time. */
  async people(): Promise<KnownEditor[]> {
    const found: KnownEditor[] = [];
    const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": people } };
    for await (const { person } of queryItems(table, { ...query, ConsistentRead: true }))
      found.push(knownEditorSchema.parse(person));
    return found.toSorted((a, b) => a.name.localeCompare(b.name, "en"));
  },

  /** Notes that the session is in use; `false` when it has ended meanwhile, and then it stays ended. */
  async see(key: SessionKey, now: Instant): Promise<boolean> {
    return updateIf(table, {
      Key: keyOf(key),
      UpdateExpression: "SET #session.seenAt = :now",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: { "#session": "session" },
      ExpressionAttributeValues: { ":now": now },
    });
  },

  /** Ends one session; `false` when it had ended before. */
  async end(key: SessionKey): Promise<boolean> {
    return deleteIf(table, { Key: keyOf(key), ConditionExpression: "attribute_exists(pk)" });
  },

  /** Ends every session of the editor, in every browser, and says how many there were. */
  async endAll(editorId: string): Promise<number> {
    return sweep(table, editorId, () => true);
  },
});
export type SessionStore = ReturnType<typeof sessionStore>;

const people = "people";
const keyOf = ({ editorId, secret }: SessionKey): Key => ({ pk: `editor#${editorId}`, sk: hashOfSecret(secret) });

const sweep = async (table: Table, editorId: string, ends: (session: Session) => boolean): Promise<number> => {
  let ended = 0;
  const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": `editor#${editorId}` } };
  for await (const { pk, sk, session } of queryItems(table, { ...query, ConsistentRead: true })) {
    if (!ends(sessionSchema.parse(session))) continue;
    const key = { Key: { pk, sk }, ConditionExpression: "attribute_exists(pk)" };
    if (await deleteIf(table, key)) ended++;
  }
  return ended;
};
