import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { type ApiClient, apiClient } from "../api.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";
import { anyValue } from "../pins.ts";

const SCOPE = "https://www.googleapis.com/auth/";

/** `scopes` as Google shortens them, such as `gmail.send`. */
export const googleCredentials = (...scopes: [string, ...string[]]) =>
  credentialPin({
    provider: "google",
    types: ["oauth2"],
    scopes: scopes.map((scope) => SCOPE + scope),
    description: "Your Google account",
  });

export const googleExample = exampleCredential("google", "oauth2");

export const googleClient = (io: BlockIo, base: string, using: CredentialRef): ApiClient =>
  apiClient({ name: "Google", base, isBusy }, io, using);

/** Google answers 403 as often as 429 to who asks too much. */
function isBusy(body: Json): boolean {
  const Refused = z.object({ error: z.object({ errors: z.array(z.object({ reason: z.string() })) }) });
  const { data } = Refused.safeParse(body);
  return data?.error.errors.some(({ reason }) => /^(?:user)?rateLimitExceeded$/i.test(reason)) ?? false;
}

/** A file as Google's picker gives it, with the id of the credential that may open it. */
export const driveFile = () =>
  z.object({ id: z.string(), _credentials_id: z.string().optional() }).catchall(anyValue());

export type DriveFile = z.output<ReturnType<typeof driveFile>>;

/** The credential that came with a file. Throws when none did. */
export function credentialOf({ _credentials_id: id }: DriveFile): CredentialRef {
  if (id === undefined) throw new BlockError("The file came without a Google account: choose it again");
  return { id, provider: "google", type: "oauth2" };
}

export const exampleFile = { id: "1aB", name: "Plan", _credentials_id: googleExample.id };
