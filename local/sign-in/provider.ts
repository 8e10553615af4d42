import { randomBytes } from "node:crypto";
import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";
import { memoryAdapter } from "./memory-adapter.ts";
import { samplePeople } from "./people.ts";
import { pickPath, providerClientId, providerPath } from "./provider-names.ts";

/**
 * An OpenID provider in this process, so that the console signs people in here by the code that it runs with any other
 * provider. It asks for no password: it may only be served on the loopback address.
 */
export const localProvider = async (publicUrl: string, redirectPath: string): Promise<Provider> => {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const provider = new Provider(publicUrl + providerPath, {
    adapter: memoryAdapter(),
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig", kid: "local" }] },
    clients: [
      {
        client_id: providerClientId,
        redirect_uris: [publicUrl + redirectPath],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        token_endpoint_auth_method: "none",
      },
    ],
    claims: { openid: ["sub", "roles"], profile: ["name"], email: ["email"] },
    conformIdTokenClaims: false,
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_, { uid }) => pickPath(uid) },
    findAccount: (_, id) => {
      const person = samplePeople.find((each) => each.id === id);
      if (!person) return undefined;
      const { name, email, role } = person;
      return { accountId: id, claims: () => ({ sub: id, name, email, roles: [role] }) };
    },
    // The console is ours: nobody is asked whether it may know who they are.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: providerClientId, accountId: oidc.session?.accountId ?? "" });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
    renderError: (context, { error, error_description: said }) => {
      context.type = "text/plain";
      context.body = `The sign-in stopped: ${error}${said ? `, ${said}` : ""}. Open the console again.`;
    },
    ttl: { Session: 12 * 3600, Interaction: 600, Grant: 12 * 3600, IdToken: 600, AccessToken: 600 },
  });
  return provider;
};
