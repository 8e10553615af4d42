import { describe, expect, it } from "vitest";
import { cachedSecret } from "../../functions/core/secret.ts";
import { openAws } from "../support/aws.ts";

describe("a secret", () => {
  it("is read once in five minutes, then as it is by now, and goes on when it cannot be read", async () => {
    const aws = await openAws();
    aws.secrets.set("keyring", "first");
    let now = 0;
    const secret = cachedSecret({ secrets: aws.secretsManager, id: "keyring", now: () => now });
    expect(await secret()).toBe("first");
    aws.secrets.set("keyring", "second");
    now = 299_999;
    expect(await secret()).toBe("first");
    now = 300_000;
    expect(await secret()).toBe("second");
    aws.secrets.delete("keyring");
    now = 900_000;
    expect(await secret()).toBe("second");
    await aws.close();
  });

  it("that was never read and cannot be is an error", async () => {
    const aws = await openAws();
    await expect(cachedSecret({ secrets: aws.secretsManager, id: "keyring" })()).rejects.toThrow();
    await aws.close();
  });
});
