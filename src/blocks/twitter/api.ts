import * as z from "zod";
import { type ApiClient, apiClient } from "../api.ts";
import type { BlockIo, ExampleAnswer } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";

export const twitter = (io: BlockIo, using: CredentialRef): ApiClient =>
  apiClient({ name: "X", base: "https://api.twitter.com/2" }, io, using);

/** `scopes` beside those that every call takes: whoever reads anything reads posts and users. */
export const twitterCredentials = (...scopes: string[]) =>
  credentialPin({
    provider: "twitter",
    types: ["oauth2"],
    scopes: ["tweet.read", "users.read", ...scopes, "offline.access"],
    description: "Your X account",
  });

export const twitterExample = exampleCredential("twitter", "oauth2");

/** Whose account it is: most calls name it in their path. */
export async function ownId(client: ApiClient): Promise<string> {
  const { data } = await client.ask(z.object({ data: z.object({ id: z.string() }) }), "/users/me");
  return encodeURIComponent(data.id);
}

export const exampleMe: ExampleAnswer = {
  method: "GET",
  url: "https://api.twitter.com/2/users/me",
  body: { data: { id: "7", name: "Ada", username: "ada" } },
};
