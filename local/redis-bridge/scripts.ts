import { createHash } from "node:crypto";

export interface ScriptRewriter {
  /** The command to run in place of the one a client sent. */
  rewrite(command: string[]): string[];
  /** The answer to give a client in place of the server's, which may know the script by another hash. */
  loadedHash(command: string[]): string | undefined;
}

/**
 * Upstash's own scripts begin with `#!lua flags=allow-key-locking`, which no other server knows. The line becomes a
 * comment, so the server knows the script by another hash; clients go on naming it by the hash of their text.
 */
export function scriptRewriter(): ScriptRewriter {
  const hashes = new Map<string, string>();
  const known = (hash: string) => hashes.get(hash.toLowerCase()) ?? hash;
  const plain = (script: string) => {
    if (!script.startsWith("#!")) return script;
    const rewritten = `--${script}`;
    hashes.set(sha1(script), sha1(rewritten));
    return rewritten;
  };
  return {
    rewrite: (command) => {
      const [name = "", first = "", ...rest] = command;
      switch (name.toUpperCase()) {
        case "EVAL":
        case "EVAL_RO":
          return [name, plain(first), ...rest];
        case "EVALSHA":
        case "EVALSHA_RO":
          return [name, known(first), ...rest];
        case "SCRIPT":
          return [name, first, ...rest.map(first.toUpperCase() === "LOAD" ? plain : known)];
        default:
          return command;
      }
    },
    loadedHash: ([name = "", action = "", script = ""]) => {
      const isLoad = name.toUpperCase() === "SCRIPT" && action.toUpperCase() === "LOAD";
      return isLoad && script.startsWith("#!") ? sha1(script) : undefined;
    },
  };
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
