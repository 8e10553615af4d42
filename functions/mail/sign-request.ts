import { hash } from "node:crypto";
import type { SESClient } from "@aws-sdk/client-ses";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "../core/sha256.ts";
import type { Instant } from "../core/time.ts";

type Signing = { signer: SignatureV4; to: Pick<HttpRequest, "protocol" | "hostname" | "port" | "path"> };
const known = new WeakMap<SESClient, Promise<Signing>>();

/** What signing needs, of the client's own region, credentials and endpoint; credentials are renewed by their provider. */
const signingOf = async ({ config }: SESClient): Promise<Signing> => {
  const region = await config.region();
  const { protocol, hostname, port, path } = config.endpoint
    ? await config.endpoint()
    : asEndpoint(config.endpointProvider({ Region: region }).url);
  const signer = new SignatureV4({ service: "ses", region, credentials: config.credentials, sha256: Sha256 });
  return { signer, to: { protocol, hostname, port, path } };
};

const asEndpoint = ({ protocol, hostname, port, pathname }: URL) => ({
  protocol,
  hostname,
  ...(port && { port: Number(port) }),
  path: pathname,
});

/** A form for SES as a request that SES takes for the client's, signed as of `signAt`. Throws what credentials throw. */
export const signRequest = async (ses: SESClient, form: Buffer, signAt: Instant): Promise<HttpRequest> => {
  const signing = known.get(ses) ?? signingOf(ses);
  known.set(ses, signing);
  const { signer, to } = await signing;
  const request = new HttpRequest({
    ...to,
    method: "POST",
    headers: {
      host: to.port ? `${to.hostname}:${to.port}` : to.hostname,
      "content-type": "application/x-www-form-urlencoded",
      "content-length": String(form.length),
      "x-amz-content-sha256": hash("sha256", form, "hex"),
    },
    body: form,
  });
  return (await signer.sign(request, { signingDate: new Date(signAt) })) as HttpRequest;
};
