import { type SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";

/** The SDK's client with the body of each request swapped for a form that is finished; all else is the SDK's. */
export const swapBodies = (ses: SESClient): { send(form: Buffer): Promise<unknown> } => {
  const forms = new WeakMap<object, Buffer>();
  ses.middlewareStack.add(
    (next) => (args) => {
      const form = forms.get(args.input);
      if (!form) throw new Error("no form for this command");
      const request = args.request as { body: unknown; headers: Record<string, string> };
      request.body = form;
      request.headers["content-length"] = String(form.length);
      return next(args);
    },
    { step: "build", priority: "high", name: "swapBody" },
  );
  return {
    send(form) {
      const command = new SendRawEmailCommand({ RawMessage: { Data: new Uint8Array(0) } });
      forms.set(command.input, form);
      return ses.send(command);
    },
  };
};
