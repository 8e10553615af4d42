import { randomBytes } from "node:crypto";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { Conflict } from "../functions/core/errors.ts";
import type { Rotation } from "../functions/core/key-rotation.ts";
import { parseStoredKeyring, type StoredKeyring, writeStoredKeyring } from "../functions/core/keyring.ts";
import type { KeptKeys } from "../functions/core/rotate-keys.ts";

/** The keys of a stage in their secret. What is written becomes the current version only in place of the one it was made from. */
export const secretKeys = ({ secrets, id }: { secrets: SecretsManagerClient; id: string }): KeptKeys => {
  const read = async () => {
    const { SecretString, VersionId } = await secrets.send(new GetSecretValueCommand({ SecretId: id }));
    return { stored: parseStoredKeyring(SecretString ?? ""), version: VersionId };
  };
  return {
    read: async () => rotationOf((await read()).stored),
    async replace(before, after) {
      const { stored, version } = await read();
      if (JSON.stringify(rotationOf(stored)) !== JSON.stringify(before)) throw changed();
      const keys = new Map(after.keyIds.map((keyId) => [keyId, stored.keys.get(keyId) ?? draw()]));
      const made = await secrets.send(
        new PutSecretValueCommand({
          SecretId: id,
          SecretString: writeStoredKeyring({ signingKeyId: after.signingKeyId, next: after.next, keys }),
          VersionStages: ["TEARSHEET_NEXT"],
        }),
      );
      await secrets
        .send(
          new UpdateSecretVersionStageCommand({
            SecretId: id,
            VersionStage: "AWSCURRENT",
            MoveToVersionId: made.VersionId,
            RemoveFromVersionId: version,
          }),
        )
        .catch((cause: Error) => {
          throw cause.name === "InvalidParameterException" ? changed(cause) : cause;
        });
    },
  };
};

const rotationOf = ({ signingKeyId, next, keys }: StoredKeyring): Rotation => ({
  signingKeyId,
  next,
  keyIds: [...keys.keys()].toSorted((one, other) => one - other),
});

const draw = (): string => randomBytes(48).toString("base64url");

const changed = (cause?: Error) => new Conflict("the keys have changed since they were read", { cause });
