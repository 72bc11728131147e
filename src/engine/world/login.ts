import { BlockError } from "#blocks/block.ts";
import type { CredentialRef } from "#blocks/credential-pin.ts";
import type { Broker } from "./broker.ts";

/** The user name and password of a credential, for a host that it may be shown to. */
export async function loginOf(
  { resolve }: Pick<Broker, "resolve">,
  using: CredentialRef,
  host: string,
): Promise<{ username: string; password: string }> {
  const { secret, host: ownHost, provider } = await resolve(using);
  if (secret.type !== "user_password") throw new BlockError(`The ${provider} credential has no password`);
  if (ownHost !== null && ownHost.toLowerCase() !== host.toLowerCase()) {
    throw new BlockError(`The ${provider} credential is not meant for this host`);
  }
  return { username: secret.username, password: secret.password };
}
