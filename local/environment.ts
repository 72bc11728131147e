import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

export type Environment = Readonly<Record<string, string | undefined>>;

const ROOT = join(import.meta.dirname, "..");

/**
 * The settings that .dev.vars.example names: from the process environment, else from .dev.vars. An empty value counts as not set.
 */
export function readEnvironment(root = ROOT, environment: Environment = process.env): Environment {
  const file = parseEnv(readIfThere(join(root, ".dev.vars")));
  const settings: Record<string, string> = {};
  for (const name of settingNames(root)) {
    const value = environment[name] || file[name];
    if (value !== undefined && value !== "") settings[name] = value;
  }
  return settings;
}

function settingNames(root: string): string[] {
  const example = readIfThere(join(root, ".dev.vars.example"));
  return [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].flatMap(([, name]) => name ?? []);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
