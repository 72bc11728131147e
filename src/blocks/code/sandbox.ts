import * as z from "zod";
import { type Api, type ApiClient, apiClient, understood } from "../api.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";
import { bodyOf } from "../http/answer.ts";
import { type Execution, executionOf } from "./execution.ts";

/** By the names of the pin, what the code interpreter calls them. */
const LANGUAGES = { python: "python", js: "javascript", bash: "bash", r: "r", java: "java" } as const;

export type Language = keyof typeof LANGUAGES;

/** A virtual machine at E2B that runs code, each language in a session that keeps its variables. */
export interface Sandbox {
  id: string;
  run(code: string, language: Language): Promise<Execution>;
  /** The service of the sandbox for its files (envd). */
  envd: ApiClient;
}

interface NewSandbox {
  templateId: string;
  timeoutSeconds: number;
  setupCommands: readonly string[];
}

const API: Api = { name: "E2B", base: "https://api.e2b.app" };
const DEFAULT_TEMPLATE = "code-interpreter-v1";
const INTERPRETER_PORT = 49_999;
const ENVD_PORT = 49_983;
const STEP_SECONDS = 300;
const CLOSE_WITHIN_MS = 10_000;

const Started = z.object({
  sandboxID: z.string().regex(/^[\w-]+$/),
  envdAccessToken: z.string().nullish(),
  trafficAccessToken: z.string().nullish(),
  domain: z.string().nullish(),
});

/** Starts a sandbox and sets it up; one that cannot be set up is ended. It ends by itself after its timeout. */
export async function startSandbox(io: BlockIo, using: CredentialRef, asked: NewSandbox): Promise<Sandbox> {
  const body = {
    templateID: asked.templateId || DEFAULT_TEMPLATE,
    timeout: asked.timeoutSeconds,
  };
  const sandbox = await open(io, using, "/v2/sandboxes", body);
  return await endedOnFailure(io, using, sandbox, async () => {
    for (const command of asked.setupCommands) await sandbox.run(command, "bash");
    return sandbox;
  });
}

/** Wakes a sandbox that waits, and gives it time for one more step. */
export const connectSandbox = (io: BlockIo, using: CredentialRef, id: string): Promise<Sandbox> =>
  open(io, using, `/v2/sandboxes/${encodeURIComponent(id)}/connect`, { timeout: STEP_SECONDS });

/** Also for a run that was stopped; a sandbox that cannot be reached ends by itself. */
export async function endSandbox(io: BlockIo, using: CredentialRef, { id }: Sandbox): Promise<void> {
  const signal = AbortSignal.timeout(CLOSE_WITHIN_MS);
  const path = `/sandboxes/${encodeURIComponent(id)}`;
  await apiClient(API, { ...io, signal }, using)
    .send(path, { method: "DELETE" })
    .catch(() => undefined);
}

export async function endedOnFailure<T>(
  io: BlockIo,
  using: CredentialRef,
  sandbox: Sandbox,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    await endSandbox(io, using, sandbox);
    throw error;
  }
}

type Terms = { timeout: number; templateID?: string };

async function open(io: BlockIo, using: CredentialRef, path: string, body: Terms): Promise<Sandbox> {
  const response = await apiClient(API, io, using).send(path, { method: "POST", body });
  const started = understood(API, Started, await bodyOf(response));
  const { sandboxID: id, domain } = started;
  const at = (port: number, headers: Record<string, string> = {}) =>
    apiClient(
      {
        name: "E2B",
        base: `https://${port}-${id}.${domain ?? "e2b.app"}`,
        headers: { ...headers, ...accessTo(started) },
      },
      io,
    );
  const interpreter = at(INTERPRETER_PORT);
  return {
    id,
    envd: at(ENVD_PORT, { authorization: `Basic ${btoa("user:")}` }), // whose files: envd takes a name without a password
    run: async (code, language) => {
      const request = { code, language: LANGUAGES[language] };
      const timeoutMs = body.timeout * 1000;
      const answer = await interpreter.send("/execute", { method: "POST", body: request, timeoutMs });
      return executionOf(await answer.text());
    },
  };
}

/** Tokens of the sandbox itself: E2B's own key is not for it. */
const accessTo = ({ envdAccessToken, trafficAccessToken }: z.output<typeof Started>) => ({
  ...(envdAccessToken && { "x-access-token": envdAccessToken }),
  ...(trafficAccessToken && { "e2b-traffic-access-token": trafficAccessToken }),
});

export const e2bCredentials = () =>
  credentialPin({ provider: "e2b", types: ["api_key"], description: "Your key for E2B" });

export const e2bExample = exampleCredential("e2b");

export const languagePin = () =>
  z.enum(["python", "js", "bash", "r", "java"]).default("python").describe("The language of the code");

/** Refuses what E2B would refuse with less to say. */
export function secondsOf(timeout: number): number {
  if (timeout > 0) return timeout;
  throw new BlockError('"timeout" must be more than 0 seconds');
}
