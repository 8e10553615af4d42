import { describe, expect, it } from "vitest";
import type { ListRow } from "../../functions/audience/list-row.ts";
import { type SaidState, saidStates } from "../../functions/audience/list-state.ts";
import { openLists } from "../../functions/audience/open-lists.ts";
import { readList } from "../../functions/audience/read-list.ts";
import { at } from "../support/audience.ts";
import { aList, aZip, mailchimpExport, withFile } from "../support/lists.ts";

const read = async (file: Parameters<typeof readList>[0], state?: SaidState) => {
  const list = await readList(file, { state, now: at });
  if (!list.ok) throw new Error(list.reason);
  const rows: ListRow[] = [];
  for await (const some of list.rows) for (const each of some) if ("row" in each) rows.push(each.row);
  return { ...list.columns, rows };
};

const mailchimpFile = (start: string) =>
  Object.entries(mailchimpExport).find(([each]) => each.startsWith(start)) as [string, string];
const mailchimp = async (start: string) => {
  const [name, text] = mailchimpFile(start);
  return read(aList(text, { name }));
};

/** What becomes of a list: the states of its rows, or why it is left out. */
const outcome = async (text: string, name: string, { said, zipped }: { said?: SaidState; zipped?: boolean } = {}) => {
  const list = await readList(aList(text, { name, zipped: zipped ?? false }), { state: said, now: at });
  if (!list.ok) return list.reason;
  const states: string[] = [];
  for await (const some of list.rows) for (const each of some) if ("row" in each) states.push(each.row.state);
  return states.join();
};

describe("Mailchimp's export", () => {
  it("gives when and from where somebody asked, the host part of the IP cut off", async () => {
    const { exporter, rows } = await mailchimp("subscribed");
    expect(exporter).toBe("mailchimp");
    expect(rows[0]).toEqual({
      address: "ada@example.com",
      name: "Ada Lund",
      state: "subscribed",
      consent: {
        askedAt: "2019-04-05T06:07:08.000Z",
        askedIp: "203.0.113.0",
        confirmedAt: "2019-04-05T06:10:00.000Z",
        confirmedIp: "203.0.113.0",
      },
      leftAt: undefined,
    });
  });

  it("has no proof for somebody who was typed in by another: the confirmation is not theirs", async () => {
    const { rows } = await mailchimp("subscribed");
    expect(rows[1]?.consent).toEqual({ joinedAt: "2020-01-02T03:04:05.000Z" });
  });

  it.each([
    ["unsubscribed", "unsubscribed", "2021-02-03T04:05:06.000Z"],
    ["cleaned", "bounced", "2021-03-04T05:06:07.000Z"],
    ["nonsubscribed", "not-subscribed", undefined],
  ] as const)("says by its file who is %s", async (start, state, leftAt) => {
    expect((await mailchimp(start)).rows).toEqual([expect.objectContaining({ state, leftAt })]);
  });

  it("knows those who left by their columns when the file was renamed, and asks what is in one that could be either", async () => {
    const [subscribed, unsubscribed, cleaned] = Object.values(mailchimpExport) as [string, string, string];
    expect((await read(aList(unsubscribed, { name: "a.csv" }))).rows[0]?.state).toBe("unsubscribed");
    expect((await read(aList(cleaned, { name: "b.csv" }))).rows[0]?.state).toBe("bounced");
    expect(await readList(aList(subscribed, { name: "c.csv" }), { now: at })).toEqual({
      ok: false,
      reason: "state-unsaid",
    });
  });

  const fields = "Status,State,Email disabled,Subscribed to emails,Deleted at,Created at,Confirmed at";
  it.each([
    ["subscribed", "Unsubscribed,CA,true,false,2020-01-01,2020-01-01,2020-01-01", "subscribed"],
    ["subscribed", "Gold,active,,,,,", "subscribed"],
    ["unsubscribed", "Active,subscribed,false,true,,,", "unsubscribed"],
    ["cleaned", "Active,subscribed,false,true,,,", "bounced"],
    ["nonsubscribed", "Active,subscribed,false,true,,,", "not-subscribed"],
  ] as const)("is %s whatever stands in fields that somebody made: %s", async (start, values, state) => {
    const [name, text] = mailchimpFile(start);
    const [head = "", ...lines] = text.split("\n");
    const more = [`${fields},${head}`, `${values},${lines.join("\n")}`].join("\n");
    const { rows, exporter } = await read(aList(more, { name }));
    const [before] = (await read(aList(text, { name }))).rows;
    expect(exporter).toBe("mailchimp");
    expect(rows[0]).toEqual({ ...before, state });
  });

  it("is what its file says, and one that says something else of a whole ZIP means the others in it", async () => {
    const [name, text] = mailchimpFile("unsubscribed");
    expect(await outcome(text, name, { said: "subscribed", zipped: true })).toBe("unsubscribed");
    expect(await outcome(text, name, { said: "unsubscribed" })).toBe("unsubscribed");
    expect(await outcome(text, name, { said: "subscribed" })).toBe("contradicted");
    const [, subscribed] = mailchimpFile("subscribed");
    expect(await outcome(subscribed, "my-cleaned-list.csv")).toBe("named");
    expect(await outcome(subscribed, "c.csv", { said: "subscribed" })).toBe("subscribed,subscribed");
  });

  it("is read out of its ZIP, whatever else is in it", async () => {
    const zip = aZip({ ...mailchimpExport, "__MACOSX/._subscribed.csv": "x", "README.md": "x" });
    await withFile("export.zip", zip, async (path) => {
      const { files, close } = await openLists(path);
      expect(files.map(({ name }) => name)).toEqual(Object.keys(mailchimpExport));
      expect((await read(files[0] as (typeof files)[0])).rows.map(({ name }) => name)).toEqual(["Ada Lund", "Grace"]);
      await close();
    });
  });

  it("is refused in words when its ZIP is damaged", async () => {
    const zip = aZip(mailchimpExport);
    await withFile("cut.zip", zip.subarray(0, 500), async (path) => {
      await expect(openLists(path)).rejects.toThrow("damaged");
    });
    zip.fill(0x55, 120, 200);
    await withFile("broken.zip", zip, async (path) => {
      const { files, close } = await openLists(path);
      await expect(read(files[0] as (typeof files)[0])).rejects.toThrow("damaged");
      await close();
    });
  });
});

describe("other exports", () => {
  const states = async (text: string, name?: string) => {
    const { exporter, rows } = await read(aList(text, name ? { name } : {}));
    return [exporter, ...rows.map(({ state }) => state)];
  };

  it("of Substack: who turned mail off has left", async () => {
    const text = [
      "email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at",
      "free@example.com,false,,other,false,2025-01-01T00:00:00.000Z,",
      "off@example.com,true,2027-01-01,yearly,true,2025-01-01T00:00:00.000Z,",
    ].join("\n");
    expect(await states(text)).toEqual(["substack", "subscribed", "unsubscribed"]);
    expect((await read(aList(text))).rows[0]?.consent).toEqual({ joinedAt: "2025-01-01T00:00:00.000Z" });
  });

  it("of Ghost: members who want no mail, or were deleted, have left", async () => {
    const text = [
      "id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers",
      'm1,one@example.com,One,"VIP, early",true,true,cus_1,2024-01-15T10:00:00.000Z,,,',
      "m2,two@example.com,Two,,false,,,2024-01-15T10:00:00.000Z,,,",
      "m3,three@example.com,Three,,true,,,2024-01-15T10:00:00.000Z,2024-02-15T10:00:00.000Z,,",
    ].join("\n");
    expect(await states(text)).toEqual(["ghost", "subscribed", "unsubscribed", "unsubscribed"]);
  });

  it("of beehiiv: by its status", async () => {
    const text = [
      "id,email,status,created_at,utm_source,utm_medium,subscription_tier",
      "s1,one@example.com,active,2024-01-15T10:00:00Z,web,,free",
      "s2,two@example.com,inactive,2024-01-15T10:00:00Z,web,,free",
      "s3,three@example.com,pending,2024-01-15T10:00:00Z,web,,free",
      "s4,four@example.com,invalid,2024-01-15T10:00:00Z,web,,free",
      "s5,five@example.com,entranced,2024-01-15T10:00:00Z,web,,free",
    ].join("\n");
    const found = ["subscribed", "unsubscribed", "not-subscribed", "bounced", "unsaid"];
    expect(await states(text)).toEqual(["beehiiv", ...found]);
  });

  it("of nobody in particular: by what the columns are called, or by the addresses alone", async () => {
    expect(await states("Vorname;Nachname;E-Mail-Adresse\nAda;Lund;ada@example.com")).toEqual(["list", "subscribed"]);
    expect(await states("ada@example.com\ngrace@example.com")).toEqual(["list", "subscribed", "subscribed"]);
    expect(await readList(aList("name,city\nAda,Rome"), { now: at })).toEqual({ ok: false, reason: "no-address" });
    expect(await readList(aList("\r\n\r\n"), { now: at })).toEqual({ ok: false, reason: "empty" });
  });
});

describe("any other list", () => {
  const bare = "email\nada@example.com";

  it.each([bare, "ada@example.com"])("is what is said of it, and else subscribed: %j", async (text) => {
    expect(await outcome(text, "list.csv")).toBe("subscribed");
    for (const said of saidStates) expect(await outcome(text, "list.csv", { said })).toBe(said);
  });

  it.each([
    ["my-cleaned-list.csv", "bounced"],
    ["Unsubscribed 2024.csv", "unsubscribed"],
    ["complaints.csv", "complained"],
    ["not_subscribed.csv", undefined],
    ["never-subscribed.csv", undefined],
  ] as const)("is not what its name says, and not what its name contradicts: %s", async (name, said) => {
    expect(await outcome(bare, name)).toBe("named");
    expect(await outcome(bare, name, { said: "subscribed" })).toBe("contradicted");
    if (said) expect(await outcome(bare, name, { said })).toBe(said);
  });

  it("says nothing by the part of a country that somebody lives in, and something by a word that we know", async () => {
    const text = "email,state\nada@example.com,CA\ngrace@example.com,Unsubscribed\njean@example.com,";
    expect(await outcome(text, "list.csv")).toBe("subscribed,unsubscribed,subscribed");
    expect(await outcome(text, "list.csv", { said: "subscribed" })).toBe("subscribed,unsubscribed,subscribed");
    const both = "email,state,status\nada@example.com,CA,Abgemeldet\nbo@example.com,NY,Désabonné\nda@example.com,,Gold";
    expect(await outcome(both, "list.csv", { said: "subscribed" })).toBe("unsubscribed,unsubscribed,unsaid");
  });
});

describe("what spreadsheets write", () => {
  const text = (separator: string) =>
    [
      `E-Mail${separator}Name`,
      `zoe@example.com${separator}Zoë Ångström`,
      `b@example.com${separator}"Ø${separator}x"`,
    ].join("\r\n");
  const latin = (all: string) => Buffer.from(all, "latin1");
  const utf16 = (all: string) => Buffer.from(`\ufeff${all}`, "utf16le");

  it.each([
    ["UTF-8", Buffer.from(text(","))],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text(",")}`)],
    ["UTF-16 LE with tabs, Excel's “Unicode text”", utf16(text("\t"))],
    ["UTF-16 BE", utf16(text(";")).swap16()],
    ["UTF-16 LE without a mark", utf16(text(";")).subarray(2)],
    ["Windows-1252 with semicolons", latin(text(";"))],
    ["semicolons and Excel's note of them", Buffer.from(`sep=;\r\n${text(";")}`)],
  ])("is read: %s", async (_, bytes) => {
    const { rows } = await read(aList("", { bytes }));
    expect(rows.map(({ name }) => name.replace(/[,;\t]/, "|"))).toEqual(["Zoë Ångström", "Ø|x"]);
  });

  it("stays UTF-8 when a few letters of it are broken", async () => {
    const bytes = Buffer.concat([
      Buffer.from("email,name\na@example.com,Zoë Ångström Æø\nb@example.com,Caf"),
      latin("é"),
    ]);
    expect((await read(aList("", { bytes }))).rows.map(({ name }) => name)).toEqual(["Zoë Ångström Æø", "Caf\ufffd"]);
  });
});
