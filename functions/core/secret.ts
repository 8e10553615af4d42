import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** How long a secret is believed before it is read again: so long a rotation takes to reach everybody. */
export const cachedSecretMilliseconds = 5 * 60_000;

/**
 * The secret as it was within the last five minutes. When it cannot be read anew, the one that was known goes on.
 * `now` is milliseconds that only run forward.
 */
export const cachedSecret = ({
  secrets,
  id,
  now = () => performance.now(),
}: {
  secrets: SecretsManagerClient;
  id: string;
  now?: () => number;
}): (() => Promise<string>) => {
  let known: { text: string; readAt: number } | undefined;
  return async () => {
    if (known && now() - known.readAt < cachedSecretMilliseconds) return known.text;
    try {
      const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: id }));
      if (!SecretString) throw new Error(`secret ${id} holds no text`);
      known = { text: SecretString, readAt: now() };
    } catch (error) {
      if (!known) throw error;
    }
    return known.text;
  };
};
