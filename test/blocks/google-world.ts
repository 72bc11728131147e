import { expect } from "vitest";
import type { Block } from "#blocks/block.ts";
import { exampleCredential } from "#blocks/credential-pin.ts";
import type { JsonObject } from "#lib/json.ts";
import { googleAccount } from "../fakes/google/account.ts";
import { reaching } from "../fakes/origins.ts";
import { runBlock, type Yields } from "./run.ts";

/** A Google account, and blocks that act for it with what they ask to be granted, and nothing more. */
export function googleWorld() {
  const tokens = new Map<string, readonly string[]>([["files", ["drive.file"]]]);
  const account = googleAccount(tokens);
  const credentials = exampleCredential("google", "oauth2");
  const attempt = (block: Block, input: JsonObject): Promise<Yields> => {
    const scopes = scopesOf(block);
    tokens.set(block.name, scopes);
    const isWithFile = scopes.length === 0;
    const given = isWithFile ? input : { credentials, ...input };
    return runBlock(block, given, reaching(account.apis, isWithFile ? "files" : block.name));
  };
  const run = async (block: Block, input: JsonObject): Promise<Yields> => {
    const yields = await attempt(block, input);
    expect(yields["error"], block.name).toBeUndefined();
    return yields;
  };
  return { ...account, attempt, run };
}

/** What a block says that it must be granted, as Google shortens it; nothing for one that acts with a picked file. */
function scopesOf(block: Block): string[] {
  const pins = JSON.stringify(block.inputSchema());
  return [...pins.matchAll(/"https:\/\/www\.googleapis\.com\/auth\/([\w.]+)"/g)].map(
    ([, scope = ""]) => scope,
  );
}
