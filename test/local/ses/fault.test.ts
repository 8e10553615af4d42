import { request } from "node:http";
import { GetSendQuotaCommand } from "@aws-sdk/client-ses";
import { describe, expect, it } from "vitest";
import { type FaultInput, scriptedFaults } from "../../../local/ses/fault.ts";
import { aMail, anEndpoint, testNow } from "../../support/ses-endpoint.ts";

const outcome = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => "accepted",
    (error) => `${error.name}: ${error.message}`,
  );

describe("each fault, as the client meets it", () => {
  it.each<[FaultInput, answer: RegExp, accepted: number]>([
    [{ effect: "throttle" }, /^Throttling: Maximum sending rate exceeded\.$/, 0],
    [{ effect: "daily-quota" }, /^Throttling: Daily message quota exceeded\.$/, 0],
    [{ effect: "refuse", code: "MessageRejected", message: "Address blacklisted." }, /^MessageRejected: Address/, 0],
    [{ effect: "refuse", code: "ServiceUnavailable", status: 503 }, /^ServiceUnavailable: Refused\.$/, 0],
    [{ effect: "internal-failure" }, /^InternalFailure: /, 0],
    [{ effect: "internal-failure", accepted: true }, /^InternalFailure: /, 1],
    [{ effect: "drop" }, /^(TimeoutError|Error): (socket hang up|read ECONNRESET)/, 0],
    [{ effect: "drop", accepted: true }, /^(TimeoutError|Error): (socket hang up|read ECONNRESET)/, 1],
    [{ effect: "hang", seconds: 0.05 }, /^(TimeoutError|Error): (socket hang up|read ECONNRESET)/, 0],
    [{ effect: "hang", seconds: 0.05, accepted: true }, /^(TimeoutError|Error): (socket hang up|read ECONNRESET)/, 1],
    [{ effect: "unreadable" }, /Deserialization error|Unclosed|XML/i, 0],
    [{ effect: "unreadable", accepted: true }, /Deserialization error|Unclosed|XML/i, 1],
  ])("%j", async (fault, answer, accepted) => {
    const { endpoint, send } = await anEndpoint({ faults: [fault] });
    expect(await outcome(send())).toMatch(answer);
    expect(endpoint.messages.nextSequence - 1).toBe(accepted);
    endpoint.faults.set([]);
    expect(await outcome(send())).toBe("accepted");
  });

  it("a silence lasts until the endpoint is stopped", async () => {
    const { send } = await anEndpoint({ faults: [{ effect: "hang", accepted: true }] });
    const silent = outcome(send());
    expect(await Promise.race([silent, new Promise((resolve) => setTimeout(resolve, 100, "silent"))])).toBe("silent");
  });

  it("strikes the quota's query too, when told so", async () => {
    const { client } = await anEndpoint({ faults: [{ effect: "throttle", action: "GetSendQuota", times: 1 }] });
    expect(await outcome(client.send(new GetSendQuotaCommand()))).toMatch(/^Throttling/);
    expect(await outcome(client.send(new GetSendQuotaCommand()))).toBe("accepted");
  });

  it("a refused message takes no rate and no quota", async () => {
    const { send, endpoint } = await anEndpoint({
      settings: { ratePerSecond: 1, dailyQuota: 1 },
      faults: [{ effect: "throttle", times: 3 }],
    });
    for (let time = 0; time < 3; time++) await outcome(send());
    expect(await outcome(send())).toBe("accepted");
    expect(endpoint.messages.nextSequence).toBe(2);
  });
});

describe("which requests a fault strikes", () => {
  const struck = (faults: FaultInput[], recipients: string[]): number[] => {
    const script = scriptedFaults(faults);
    return recipients.flatMap((one, n) => (script.strike({ action: "SendRawEmail", recipients: [one] }) ? [n] : []));
  };
  const many = Array.from({ length: 10_000 }, (_, n) => `r${n}@reader.example`);

  it.each([
    ["bo@reader.example", [1]],
    ["BO@reader.example", [1]],
    ["*@reader.example", [0, 1]],
    ["*+*@other.example", [2]],
    ["bo*", [1]],
    ["*", [0, 1, 2, 3]],
    ["a*a@a.example", []],
  ])("recipient %s", (recipient, expected) => {
    const recipients = ["ana@reader.example", "bo@reader.example", "cy+x@other.example", "a@a.example"];
    expect(struck([{ effect: "drop", recipient }], recipients)).toEqual(expected);
  });

  it("the nth, and at most so many", () => {
    expect(struck([{ effect: "drop", nth: 3 }], many.slice(0, 9))).toEqual([2]);
    expect(struck([{ effect: "drop", times: 2 }], many.slice(0, 9))).toEqual([0, 1]);
  });

  it("the first that fits wins, and the next takes what it leaves", () => {
    const script = scriptedFaults([
      { effect: "throttle", times: 1 },
      { effect: "drop", times: 1 },
    ]);
    const strike = () => script.strike({ action: "SendRawEmail", recipients: ["a@b.example"] })?.effect;
    expect([strike(), strike(), strike()]).toEqual(["throttle", "drop", undefined]);
  });

  it("a share of all, the same ones for a seed in whatever order they come, others for another seed", () => {
    const half = struck([{ effect: "drop", share: 0.05 }], many).map((n) => many[n]);
    const backwards = many.toReversed();
    const again = struck([{ effect: "drop", share: 0.05 }], backwards).map((n) => backwards[n]);
    expect(half.length).toBeGreaterThan(400);
    expect(half.length).toBeLessThan(600);
    expect(again.toSorted()).toEqual(half.toSorted());
    expect(struck([{ effect: "drop", share: 0.05, seed: "other" }], many)).not.toEqual(half);
  });

  it("draws anew when the same recipient is tried again", () => {
    const turns = struck([{ effect: "throttle", share: 0.5 }], Array(200).fill("ana@reader.example"));
    expect(turns.length).toBeGreaterThan(60);
    expect(turns.length).toBeLessThan(140);
  });

  it("refuses a fault that nobody knows", () => {
    expect(() => scriptedFaults([{ effect: "drop", shares: 0.5 } as FaultInput])).toThrow(/shares/);
  });
});

describe("scripting from another process", () => {
  const call = async (url: string, method: string, body?: unknown) => {
    const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
    // fetch marks its requests as a browser's do; a plain request does not.
    return new Promise<{ status: number; json: unknown }>((resolve, reject) => {
      const sent = request(url, { method }, async (response) => {
        const text = (await response.toArray()).join("");
        resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) });
      });
      sent.once("error", reject).end(init.body);
    });
  };

  it("sets faults and tells how often each met a request and struck", async () => {
    const { url, send } = await anEndpoint();
    await call(`${url}/_faults`, "PUT", [{ effect: "throttle", recipient: "bo@*" }]);
    await outcome(send(aMail({ To: "bo@reader.example" })));
    await outcome(send());
    expect((await call(`${url}/_faults`, "GET")).json).toMatchObject([
      { fault: { effect: "throttle", recipient: "bo@*" }, met: 1, struck: 1 },
    ]);
  });

  it("changes one setting and leaves the others", async () => {
    const { url, endpoint } = await anEndpoint({ settings: { dailyQuota: 7, events: { lost: 0.5 } } });
    const { json } = await call(`${url}/_settings`, "PATCH", { ratePerSecond: 3, events: { twice: 1 } });
    expect(json).toMatchObject({ ratePerSecond: 3, dailyQuota: 7, events: { lost: 0.5, twice: 1 } });
    expect(endpoint.settings.ratePerSecond).toBe(3);
  });

  it.each([
    ["PUT", "_faults", [{ effect: "explode" }]],
    ["PUT", "_faults", { effect: "drop" }],
    ["PATCH", "_settings", { rate: 3 }],
    ["PATCH", "_settings", { ratePerSecond: 0 }],
    ["PATCH", "_settings", []],
  ])("%s /%s %j is refused and changes nothing", async (method, path, body) => {
    const { url, endpoint } = await anEndpoint();
    const before = structuredClone(endpoint.settings);
    const answer = await call(`${url}/${path}`, method, body);
    expect(answer).toMatchObject({ status: 400, json: { error: expect.any(String) } });
    expect(endpoint.settings).toEqual(before);
    expect(endpoint.faults.list()).toEqual([]);
  });

  it("streams events as they happen and the accept log as it stands", async () => {
    const { url, endpoint, send } = await anEndpoint();
    const received = new Promise<string>((resolve, reject) => {
      request(`${url}/_events`, (response) => {
        let text = "";
        response.on("data", (data) => {
          text += data;
          if (text.split("\n").length > 2) resolve(text);
        });
        void send().catch(reject);
      })
        .once("error", reject)
        .end();
    });
    const events = (await received)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).eventType);
    expect(events).toEqual(["Send", "Delivery"]);
    expect((await call(`${url}/_accepted`, "GET")).json).toEqual(endpoint.messages.at(1));
    endpoint.faults.set([{ effect: "throttle" }]);
    await expect(send()).rejects.toThrow();
    expect((await call(`${url}/_offered`, "GET")).json).toEqual([[testNow / 1000, 2]]);
  });
});
