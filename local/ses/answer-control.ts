import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { faultSchema } from "./fault.ts";
import type { SesEndpoint } from "./ses-endpoint.ts";

/**
 * The other side of the endpoint, for a process that torments it: GET and PUT `/_faults` (a list that replaces the one
 * in force; GET also tells how often each struck), GET and PATCH `/_settings`, GET `/_events` (every event from now on,
 * one JSON a line), GET `/_accepted` (the whole accept log, one JSON a line) and GET `/_offered` (messages handed in, by second). Wrong input is a 400 that says why.
 */
export const answerControl = async (
  endpoint: Pick<SesEndpoint, "faults" | "settings" | "configure" | "subscribe" | "messages" | "offered">,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> => {
  try {
    switch (`${request.method} ${request.url}`) {
      case "GET /_faults":
        return json(response, 200, endpoint.faults.list());
      case "PUT /_faults":
        endpoint.faults.set(z.array(faultSchema).parse(JSON.parse(body.toString())));
        return json(response, 200, endpoint.faults.list());
      case "GET /_settings":
        return json(response, 200, endpoint.settings);
      case "PATCH /_settings":
        endpoint.configure(z.record(z.string(), z.any()).parse(JSON.parse(body.toString())));
        return json(response, 200, endpoint.settings);
      case "GET /_events": {
        lines(response);
        const end = endpoint.subscribe(together((text) => void response.write(text)));
        response.once("close", end);
        return;
      }
      case "GET /_offered":
        return json(response, 200, endpoint.offered.list());
      case "GET /_accepted":
        lines(response);
        for await (const message of endpoint.messages.all()) {
          if (!response.write(`${JSON.stringify(message)}\n`)) await drained(response);
        }
        response.end();
        return;
      default:
        return json(response, 404, { error: "no such control" });
    }
  } catch (error) {
    if (error instanceof z.ZodError) return json(response, 400, { error: z.prettifyError(error) });
    if (error instanceof SyntaxError) return json(response, 400, { error: "the body is not JSON" });
    throw error;
  }
};

/** The events of one turn as one write: a write each costs more than accepting the mail. */
const together = (write: (text: string) => void): ((event: unknown) => void) => {
  let text = "";
  return (event) => {
    if (text === "")
      setImmediate(() => {
        write(text);
        text = "";
      });
    text += `${JSON.stringify(event)}\n`;
  };
};

const lines = (response: ServerResponse): void => {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.flushHeaders();
};

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    response.once("drain", resolve);
    response.once("close", resolve);
  });

const json = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
};
