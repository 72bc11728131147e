import { expect } from "vitest";
import * as z from "zod";
import type { Block } from "#blocks/block.ts";
import { isDict } from "#blocks/convert.ts";
import type { JsonObject } from "#lib/json.ts";
import { startGithub } from "../../fakes/github.ts";
import type { Fake } from "../../fakes/serve.ts";
import { BLOCK, type Execution, type GraphJson, startPlatform } from "../platform.ts";

/** Each found nowhere but in the vault and at its service. */
export const SECRETS = {
  github: "ghp_planted5f0c7d",
};

type Service = keyof typeof SECRETS;

/** The whole platform, with fakes in the place of the services that it reaches. */
export async function startWorld() {
  const logs: string[] = [];
  const fakes = { github: await startGithub(SECRETS.github) };
  const origins = { "https://api.github.com": fakes.github.url };
  const platform = await startPlatform({
    env: { PROVIDER_BASE_URLS: JSON.stringify(origins) },
    onLog: (_source, line) => void logs.push(line),
  });

  const store = async (provider: string, api_key: string) => {
    const draft = { provider, type: "api_key", api_key };
    const { status, body } = await platform.call("POST", "/api/v2/integrations/credentials", draft);
    expect(status).toBe(201);
    return { id: Stored.parse(body).id, provider, type: "api_key" };
  };
  const credentials = new Map<string, Awaited<ReturnType<typeof store>>>();
  for (const [provider, secret] of Object.entries(SECRETS))
    credentials.set(provider, await store(provider, secret));

  const run = async (nodes: GraphJson["nodes"], links: readonly string[] = []) => {
    const graph = await platform.graph({ name: "Story", nodes, links: links.map(linkOf) });
    return outcomeOf(await platform.ended(await platform.start(graph), 60_000));
  };
  const stop = async () => {
    for (const fake of Object.values<Fake>(fakes)) fake.close();
    await platform.stop();
  };
  /** A node whose block acts with the credential of its service, unless the input names another. */
  const node = (id: string, { id: block_id, inputSchema }: Block, input: JsonObject = {}) => ({
    id,
    block_id,
    input_default: { ...credentialFor(inputSchema(), credentials), ...input },
  });
  /** A node that hands on a value once it is triggered: blocks wait for values, not for each other. */
  const handOn = (id: string, data: string) => ({ id, block_id: BLOCK.store, input_default: { data } });
  return {
    platform,
    fakes,
    logs,
    store,
    handOn,
    credential: (of: Service) => credentials.get(of),
    node,
    run,
    stop,
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;

const Stored = z.looseObject({ id: z.string() });

const Pin = z.object({ credentials_provider: z.array(z.string()) });

function credentialFor(schema: JsonObject, credentials: ReadonlyMap<string, object>): object {
  const { properties = null } = schema;
  const pin = Pin.safeParse(isDict(properties) ? properties["credentials"] : null);
  const [provider = ""] = pin.success ? pin.data.credentials_provider : [];
  const found = credentials.get(provider);
  return found === undefined ? {} : { credentials: found };
}

/** `issue.url > comment.issue_url` */
function linkOf(text: string): GraphJson["links"][number] {
  const [, source_id = "", source_name = "", sink_id = "", sink_name = ""] =
    /^(\w+)\.(\S+) > (\w+)\.(\S+)$/.exec(text) ?? [];
  return { source_id, source_name, sink_id, sink_name };
}

/** What became of a run: its status, and what each node yielded. */
function outcomeOf(execution: Execution) {
  const nodes = new Map(execution.node_executions.map((node) => [node.node_id, node]));
  return {
    execution,
    status: execution.status,
    of: (node: string) => nodes.get(node)?.output_data ?? {},
    node: (node: string) => nodes.get(node),
  };
}
