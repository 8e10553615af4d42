import { load } from "cheerio";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { aMail } from "../../support/ses-endpoint.ts";
import { aMailbox, anHtmlMail } from "./mailbox.ts";

const rows = (page: string) =>
  load(page)(".list li")
    .toArray()
    .map((row) => load(row)(".who").text());

describe("the list", () => {
  it("says what to do while there is no mail", async () => {
    const { page } = await aMailbox();
    const { text, status } = await page("");
    expect(status).toBe(200);
    expect(load(text)("h1").text()).toBe("No mail yet");
    expect(load(text)("pre").text()).toContain("delivery send");
  });

  it("shows recipient, subject, issue and time of each message, newest first", async () => {
    const { page, deliver } = await aMailbox();
    await deliver(
      aMail({ Subject: "=?UTF-8?Q?Citt=C3=A0?=", "X-SES-MESSAGE-TAGS": "issue=week-43" }),
      "one@reader.example",
    );
    await deliver(aMail(), "two@reader.example");
    const { text } = await page("");
    expect(rows(text)).toEqual(["two@reader.example", "one@reader.example"]);
    const row = load(text)(".list li").last();
    expect(row.find(".what").text()).toBe("Cittàweek-43");
    expect(row.find("time").attr("datetime")).toBe("2026-10-24T08:00:00.000Z");
    expect(load(text)(".count").text()).toBe("2 messages");
  });

  it("pages back and forth by its own links", async () => {
    const { app, page, deliver } = await aMailbox();
    for (let n = 1; n <= 120; n++) await deliver(aMail(), `r${n}@reader.example`);
    const follow = async (text: string, rel: string) => {
      const href = load(text)(`a[rel=${rel}]`).attr("href") ?? "";
      expect(href).toMatch(/^\/mailbox\?/);
      return (await app.request(`http://mailbox.example${href}`)).text();
    };
    const first = (await page("")).text;
    const second = await follow(first, "next");
    const third = await follow(second, "next");
    expect([rows(first)[0], rows(second)[0], rows(third).at(-1)]).toEqual([
      "r120@reader.example",
      "r70@reader.example",
      "r1@reader.example",
    ]);
    expect(load(third)("a[rel=next]")).toHaveLength(0);
    expect(rows(await follow(third, "prev"))).toEqual(rows(second));
    expect(load(first)("a[rel=prev]")).toHaveLength(0);
  });

  it("finds by recipient, subject and tag, and says so when there is nothing", async () => {
    const { page, deliver } = await aMailbox();
    await deliver(aMail({ "X-SES-MESSAGE-TAGS": "issue=week-43" }), "ana@reader.example");
    await deliver(aMail({ Subject: "Boats" }), "bo@reader.example");
    expect(rows((await page("?q=BOATS")).text)).toEqual(["bo@reader.example"]);
    expect(rows((await page("?q=week-43")).text)).toEqual(["ana@reader.example"]);
    const none = (await page("?q=%3Cscript%3E")).text;
    expect(load(none)(".count").text()).toContain("“<script>”");
    expect(none).not.toContain("<script>");
  });

  it("is there as JSON", async () => {
    const { page, deliver } = await aMailbox();
    const id = await deliver(aMail(), "ana@reader.example");
    await deliver(aMail(), "bo@reader.example");
    const { text, headers } = await page("/messages.json?q=ana&limit=1");
    expect(headers.get("content-type")).toContain("application/json");
    expect(JSON.parse(text)).toMatchObject({
      total: 2,
      older: false,
      newer: false,
      messages: [{ id, recipients: ["ana@reader.example"] }],
    });
  });

  it.each(["?before=x", "?after=-1", "?limit=1e9", "?before=999999999", "?q=%00", `?q=${"y".repeat(5000)}`])(
    "answers %j like any other question",
    async (query) => {
      const { page, deliver } = await aMailbox();
      await deliver(aMail());
      expect((await page(query)).status).toBe(200);
    },
  );
});

describe("a message", () => {
  it("stands in a sandboxed frame without origin or script, and its page runs none either", async () => {
    const { page, deliver } = await aMailbox();
    const id = await deliver(anHtmlMail("<p>Hello</p>"));
    const { text, headers } = await page(`/messages/${id}?width=375&scheme=dark&images=off`);
    const frame = load(text)("iframe");
    expect(frame.attr("sandbox")).toBe("allow-popups allow-popups-to-escape-sandbox");
    expect(frame.attr("src")).toBe(`/mailbox/messages/${id}/frame?scheme=dark&images=off`);
    expect(frame.hasClass("w375")).toBe(true);
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; frame-src 'self'/,
    );
    const framed = await page(`/messages/${id}/frame?scheme=dark&images=off`);
    const policy = framed.headers.get("content-security-policy");
    expect(policy).toContain("sandbox allow-popups");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("img-src 'none'");
    expect(policy).not.toContain("script-src");
    expect((await page(`/messages/${id}/frame`)).headers.get("content-security-policy")).toContain(
      "img-src http: https: data:",
    );
  });

  it("shows its text, headers, source and links", async () => {
    const { page, deliver } = await aMailbox();
    const id = await deliver(
      anHtmlMail(
        '<p><a href="https://flashbulb.example/1">The boats</a> <a href="javascript:alert(1)"><img alt="A boat"></a></p>',
      ),
    );
    const part = async (name: string) => load((await page(`/messages/${id}?part=${name}`)).text);
    expect((await part("headers"))("tr").text()).toContain("List-Unsubscribe-PostList-Unsubscribe=One-Click");
    expect((await part("source"))("pre").text()).toContain('<a href="https://flashbulb.example/1">');
    const links = await part("links");
    expect(
      links("tbody tr")
        .toArray()
        .map((row) =>
          links(row)
            .find("td")
            .toArray()
            .map((cell) => links(cell).text()),
        ),
    ).toEqual([
      ["List-Unsubscribe", "https://flashbulb.example/unsubscribe/t1"],
      ["List-Unsubscribe", "mailto:leave@flashbulb.example"],
      ["The boats", "https://flashbulb.example/1"],
      ["Picture: A boat", "javascript:alert(1)"],
    ]);
    expect(links('a[href^="javascript:"]')).toHaveLength(0);
  });

  it("without HTML shows its text at once", async () => {
    const { page, deliver } = await aMailbox();
    const id = await deliver(aMail({}, "Only <words> & more.\r\n"));
    const { text } = await page(`/messages/${id}`);
    expect(load(text)("pre").text().trim()).toBe("Only <words> & more.");
    expect(load(text)("iframe")).toHaveLength(0);
  });

  it("is escaped wherever its sender wrote something", async () => {
    const { page, deliver } = await aMailbox();
    const evil = `"'><script>alert(1)</script>{{7*7}}`;
    const id = await deliver(
      anHtmlMail(`<a href="${evil}">${evil}</a>`, {
        Subject: evil,
        From: `${evil} <week@flashbulb.example>`,
        "X-Evil": evil,
      }),
    );
    for (const path of ["", "?part=text", "?part=headers", "?part=source", "?part=links"]) {
      const { text } = await page(`/messages/${id}${path}`);
      expect(load(text)("script")).toHaveLength(0);
      expect(load(text)("h1").text()).toBe(evil);
    }
    expect(load((await page("")).text)("script")).toHaveLength(0);
  });

  it("can be saved byte for byte as it was delivered", async () => {
    const { app, endpoint, deliver } = await aMailbox();
    const id = await deliver(anHtmlMail("<p>più \u0007</p>"));
    const answer = await app.request(`http://mailbox.example/mailbox/messages/${id}/mail.eml`);
    const message = endpoint.messages.find(id);
    expect(
      Buffer.from(await answer.arrayBuffer()).equals((message && endpoint.messages.mail(message)) ?? Buffer.alloc(0)),
    ).toBe(true);
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="1.eml"');
  });

  it("leads to its neighbours in the same view", async () => {
    const { page, deliver } = await aMailbox();
    const ids = [await deliver(aMail()), await deliver(aMail()), await deliver(aMail())];
    const links = load((await page(`/messages/${ids[1]}?part=text`)).text);
    expect(links("a[rel=prev]").attr("href")).toBe(`/mailbox/messages/${ids[2]}?part=text`);
    expect(links("a[rel=next]").attr("href")).toBe(`/mailbox/messages/${ids[0]}?part=text`);
  });

  it("of which only the log is left says so", async () => {
    const { page, deliver } = await aMailbox({ keep: 0 });
    const id = await deliver(anHtmlMail("<p>gone</p>"));
    const { status, text } = await page(`/messages/${id}`);
    expect([status, load(text)("h1").text()]).toEqual([200, "The week in photographs"]);
    expect(load(text)(".notice").text()).toContain("log");
    expect((await page(`/messages/${id}/frame`)).status).toBe(404);
    expect((await page(`/messages/${id}/mail.eml`)).status).toBe(404);
  });

  it.each([
    "/messages/x",
    "/messages/..%2F..%2Fetc",
    "/messages/0102019a-x-000001",
    "/messages/x/frame",
    "/messages/x/mail.eml",
  ])("that is not there is a 404: %s", async (path) => {
    const { page, deliver } = await aMailbox();
    await deliver(aMail());
    expect((await page(path)).status).toBe(404);
  });
});

describe("the one-click button", () => {
  const receiver = (answer: (body: string, headers: Headers) => Response) => {
    const calls: { url: string; body: string; headers: Headers }[] = [];
    const app = new Hono().post("*", async (context) => {
      const body = await context.req.text();
      calls.push({ url: context.req.url, body, headers: context.req.raw.headers });
      return answer(body, context.req.raw.headers);
    });
    return { app, calls };
  };

  it("posts what RFC 8058 says to the address in the header, and tells how it went", async () => {
    const { app, calls } = receiver(() => new Response("ok"));
    const { press, page, deliver } = await aMailbox({ receiver: app });
    const id = await deliver(anHtmlMail("<p></p>"));
    const answer = await press(`/messages/${id}/unsubscribe`);
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      `/mailbox/messages/${id}?notice=unsubscribed`,
    ]);
    expect(calls).toMatchObject([
      { url: "https://flashbulb.example/unsubscribe/t1", body: "List-Unsubscribe=One-Click" },
    ]);
    expect(calls[0]?.headers.get("content-type")).toBe("application/x-www-form-urlencoded");
    expect(calls[0]?.headers.get("cookie")).toBeNull();
    expect(load((await page(`/messages/${id}?notice=unsubscribed`)).text)("[role=status]").text()).toContain(
      "Unsubscribed",
    );
  });

  it.each([
    ["refused", () => new Response("no", { status: 404 })],
    ["moved", () => new Response("", { status: 302, headers: { location: "/" } })],
    [
      "unreachable",
      () => {
        throw new TypeError("fetch failed");
      },
    ],
  ])("says %s when that is how it went", async (notice, reply) => {
    const broken = new Hono()
      .onError((error) => {
        throw error;
      })
      .post("*", reply);
    const { press, deliver } = await aMailbox({ receiver: broken });
    const id = await deliver(anHtmlMail("<p></p>"));
    expect((await press(`/messages/${id}/unsubscribe`)).headers.get("location")).toContain(`notice=${notice}`);
  });

  it.each<Record<string, string>>([
    { "List-Unsubscribe-Post": "" },
    { "List-Unsubscribe": "<mailto:leave@flashbulb.example>" },
  ])("is not offered, and posts nothing, with %j", async (headers) => {
    const { app, calls } = receiver(() => new Response("ok"));
    const { press, page, deliver } = await aMailbox({ receiver: app });
    const id = await deliver(anHtmlMail("<p></p>", headers));
    const button = load((await page(`/messages/${id}`)).text)('form[action$="/unsubscribe"] button');
    expect([button.text(), button.attr("disabled")]).toEqual(["No one-click unsubscribe", "disabled"]);
    expect((await press(`/messages/${id}/unsubscribe`)).status).toBe(404);
    expect(calls).toEqual([]);
  });

  it("and the others do nothing for a page from elsewhere, and nothing on GET", async () => {
    const { app: elsewhere, calls } = receiver(() => new Response("ok"));
    const { app, press, deliver, listen, events } = await aMailbox({ receiver: elsewhere });
    const id = await deliver(anHtmlMail("<p></p>"));
    listen();
    expect((await press(`/messages/${id}/unsubscribe`, {}, "https://evil.example")).status).toBe(403);
    expect((await press(`/messages/${id}/events`, { what: "bounce" }, "null")).status).toBe(403);
    for (const path of ["unsubscribe", "events"])
      expect((await app.request(`http://mailbox.example/mailbox/messages/${id}/${path}`)).status).toBe(404);
    expect([calls, events]).toEqual([[], []]);
  });
});

describe("the buttons for a bounce and a complaint", () => {
  it.each([
    ["bounce", "Bounce"],
    ["complaint", "Complaint"],
  ])("publish SES's event: %s", async (what, eventType) => {
    const { press, deliver, listen, events } = await aMailbox();
    const id = await deliver(anHtmlMail("<p></p>"));
    listen();
    const answer = await press(`/messages/${id}/events`, { what });
    expect(answer.headers.get("location")).toBe(`/mailbox/messages/${id}?notice=${what}`);
    expect(events).toMatchObject([{ eventType, mail: { messageId: id, tags: { issue: ["week-43"] } } }]);
  });

  it("say so when nobody listens, and refuse anything else", async () => {
    const { press, deliver } = await aMailbox();
    const id = await deliver(anHtmlMail("<p></p>"));
    expect((await press(`/messages/${id}/events`, { what: "bounce" })).headers.get("location")).toContain(
      "notice=unheard",
    );
    expect((await press(`/messages/${id}/events`, { what: "explosion" })).status).toBe(404);
    expect((await press(`/messages/${id}/events`, { what: "x".repeat(5000) })).status).toBe(413);
  });
});
