import type { SignInSettings } from "../../functions/console/identity-provider.ts";

export const providerPath = "/oidc";
export const providerClientId = "tearsheet-console";

/** The page of the sample newsroom, for one sign-in that is under way. */
export const pickPath = (uid: string): string => `${providerPath}/pick/${uid}`;

/** The provider of this machine as the console reaches it. */
export const localIssuer = (publicUrl: string): SignInSettings => ({
  issuer: publicUrl + providerPath,
  clientId: providerClientId,
  rolesClaim: "roles",
});
