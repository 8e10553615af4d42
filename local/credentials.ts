import type { Service } from "../functions/core/config.ts";

type Credentials = { credentials?: { accessKeyId: string; secretAccessKey: string } };

const ownCredentials = [
  "AWS_ACCESS_KEY_ID",
  "AWS_PROFILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

/**
 * What an AWS client on this machine signs with: what the environment brings for a service elsewhere, else something,
 * for the client insists on it and a server that stands in for AWS takes anything.
 */
export const credentialsFor = (
  service: Service,
  environment: Readonly<Record<string, string | undefined>>,
): Credentials =>
  service.kind === "endpoint" && ownCredentials.some((name) => environment[name])
    ? {}
    : { credentials: { accessKeyId: "local", secretAccessKey: "local" } };
