/**
 * Stands in a bundle for `@aws-sdk/credential-provider-node`: Lambda hands a function its credentials in the environment,
 * and the twelve other ways to find some would be a fifth of the bundle.
 */
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";
