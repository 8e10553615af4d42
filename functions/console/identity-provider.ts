import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import { InvalidInput, Retryable } from "../core/errors.ts";
import { type Instant, toInstant } from "../core/time.ts";
import { absoluteLimit } from "./session.ts";

/** Who says who people are: any provider of OpenID Connect. */
export type SignInSettings = {
  issuer: string;
  clientId: string;
  /** A provider that knows us as a public client has none; PKCE protects the code in both cases. */
  clientSecret?: string | undefined;
  /** The claim that holds the names of a person's roles or groups, `cognito:groups` for one. */
  rolesClaim: string;
};

/** What must be remembered from the way to the provider until the way back. */
export type SignInSecrets = { state: string; nonce: string; verifier: string };

/** A person as the provider vouches for them. */
export type Person = {
  issuer: string;
  subject: string;
  name: string;
  email: string;
  groups: string[];
  provenAt: Instant;
};

export type IdentityProvider = ReturnType<typeof identityProvider>;

const scope = "openid profile email";

/**
 * The provider, found at its issuer when it is first needed. Code flow with PKCE, state and nonce; the ID token's
 * signature, issuer, audience, times and nonce are checked. Throws `Retryable` when the provider does not answer, and
 * `InvalidInput` for an answer that is not to the question that was asked.
 */
export const identityProvider = (settings: SignInSettings) => {
  let found: Promise<Configuration> | undefined;
  const configuration = () => {
    found ??= discover(settings).catch((cause: unknown) => {
      found = undefined;
      throw new Retryable("the sign-in provider does not answer", { cause });
    });
    return found;
  };
  return {
    /** The address to send a browser to. `again` asks the provider for the person themself, whoever it remembers. */
    async begin({
      redirectUri,
      again,
    }: {
      redirectUri: string;
      again: boolean;
    }): Promise<SignInSecrets & { url: URL }> {
      const secrets = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      const url = buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope,
        state: secrets.state,
        nonce: secrets.nonce,
        code_challenge: await calculatePKCECodeChallenge(secrets.verifier),
        code_challenge_method: "S256",
        max_age: String(absoluteLimit / 1000),
        ...(again && { prompt: "login" }),
      });
      return { ...secrets, url };
    },

    /** The person whom the provider sent back to `url`. */
    async finish({ url, state, nonce, verifier }: SignInSecrets & { url: URL }): Promise<Person> {
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
      const tokens = await authorizationCodeGrant(await configuration(), url, {
        ...checks,
        idTokenExpected: true,
        maxAge: absoluteLimit / 1000,
      }).catch((cause: unknown) => {
        throw new InvalidInput("the sign-in was refused, or took too long: try it again", { cause });
      });
      const claims = tokens.claims();
      if (!claims) throw new InvalidInput("the sign-in provider named nobody");
      const { sub: subject, name, email, auth_time: provenAt } = claims;
      return {
        issuer: settings.issuer,
        subject,
        name: textOf(name) ?? textOf(email) ?? "Somebody",
        email: textOf(email) ?? "",
        groups: groupsOf(claims[settings.rolesClaim]),
        provenAt: toInstant(Number(provenAt) * 1000),
      };
    },
  };
};

const discover = ({ issuer, clientId, clientSecret }: SignInSettings): Promise<Configuration> => {
  const url = new URL(issuer);
  // Plain http is for the provider on the loopback address; the configuration lets no other through.
  const execute = url.protocol === "http:" ? [allowInsecureRequests] : [];
  return clientSecret
    ? discovery(url, clientId, clientSecret, undefined, { execute })
    : discovery(url, clientId, undefined, None(), { execute });
};

const textOf = (claim: unknown): string | undefined =>
  typeof claim === "string" && claim.trim() ? claim.trim().slice(0, 200) : undefined;

const groupsOf = (claim: unknown): string[] =>
  (Array.isArray(claim) ? claim : [claim]).filter((each): each is string => typeof each === "string");
