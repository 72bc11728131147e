import { expect } from "vitest";
import * as z from "zod";
import type { Block } from "#blocks/block.ts";
import { isDict } from "#blocks/convert.ts";
import type { JsonObject } from "#lib/json.ts";
import { startAirtable } from "../../fakes/airtable.ts";
import { startDiscord } from "../../fakes/discord.ts";
import { type Program, startE2b } from "../../fakes/e2b.ts";
import { startExa } from "../../fakes/exa.ts";
import { startFirecrawl } from "../../fakes/firecrawl.ts";
import { startGithub } from "../../fakes/github.ts";
import { startJina } from "../../fakes/jina.ts";
import { startLinear } from "../../fakes/linear.ts";
import { startNotion } from "../../fakes/notion.ts";
import type { Fake } from "../../fakes/serve.ts";
import { startSlack } from "../../fakes/slack.ts";
import { startTelegram } from "../../fakes/telegram.ts";
import { startTodoist } from "../../fakes/todoist.ts";
import { startYoutube } from "../../fakes/youtube.ts";
import { BLOCK, type Execution, type GraphJson, startPlatform } from "../platform.ts";

/** Each found nowhere but in the vault and at its service. */
export const SECRETS = {
  airtable: "patPlanted.9d41f07a",
  discord: "MTk4planted.G3x1.d8c05b",
  e2b: "e2b_planted77a0c3",
  exa: "exa-planted-2c81f6",
  firecrawl: "fc-planted5521bb",
  github: "ghp_planted5f0c7d",
  jina: "jina_planted90e4d2",
  linear: "lin_api_planted3b6f",
  notion: "ntn_planted48c2a9",
  slack: "xoxb-planted-61d0ef",
  telegram: "110201543:plantedHdqTcvCH1v",
  todoist: "todoist_planted_e07f31",
};

type Service = keyof typeof SECRETS;

/** The whole platform, with fakes in the place of the services that it reaches. */
export async function startWorld() {
  const logs: string[] = [];
  const fakes = await startFakes();
  const platform = await startPlatform({
    env: { PROVIDER_BASE_URLS: JSON.stringify(originsOf(fakes)) },
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

async function startFakes() {
  return {
    airtable: await startAirtable(SECRETS.airtable),
    discord: await startDiscord(SECRETS.discord),
    e2b: await startE2b(SECRETS.e2b, PROGRAMS),
    exa: await startExa(SECRETS.exa),
    firecrawl: await startFirecrawl(SECRETS.firecrawl),
    github: await startGithub(SECRETS.github),
    jina: await startJina(SECRETS.jina),
    linear: await startLinear(SECRETS.linear),
    notion: await startNotion(SECRETS.notion),
    slack: await startSlack(SECRETS.slack),
    telegram: await startTelegram(SECRETS.telegram),
    todoist: await startTodoist(SECRETS.todoist),
    youtube: await startYoutube(VIDEOS),
  };
}

/** Where the hosts that blocks ask are instead; E2B has hosts for each sandbox. */
function originsOf(fakes: Awaited<ReturnType<typeof startFakes>>): Record<string, string> {
  const sandboxes = Array.from({ length: 9 }, (_, index) => `sandbox${index + 1}`).flatMap((id) =>
    ["49999", "49983"].map((port) => [`https://${port}-${id}.e2b.app`, `${fakes.e2b.url}/${port}/${id}`]),
  );
  return {
    "https://api.airtable.com": fakes.airtable.url,
    "https://discord.com": fakes.discord.url,
    "https://api.e2b.app": fakes.e2b.url,
    ...Object.fromEntries(sandboxes),
    "https://api.exa.ai": fakes.exa.url,
    "https://api.firecrawl.dev": fakes.firecrawl.url,
    "https://api.github.com": fakes.github.url,
    "https://r.jina.ai": `${fakes.jina.url}/r`,
    "https://s.jina.ai": `${fakes.jina.url}/s`,
    "https://g.jina.ai": `${fakes.jina.url}/g`,
    "https://segment.jina.ai": `${fakes.jina.url}/segment`,
    "https://api.jina.ai": `${fakes.jina.url}/api`,
    "https://api.linear.app": fakes.linear.url,
    "https://api.notion.com": fakes.notion.url,
    "https://slack.com": fakes.slack.url,
    "https://api.telegram.org": fakes.telegram.url,
    "https://api.todoist.com": fakes.todoist.url,
    "https://www.youtube.com": fakes.youtube.url,
  };
}

const result = (text: string) => ({ type: "result", text, is_main_result: true });

const PROGRAMS: Record<string, Program> = {
  "pip install rich": { lines: [{ type: "stdout", text: "Installed", timestamp: 1 }] },
  "open('a.txt', 'w').write('tea'); 6 * 7": { lines: [result("42")], writes: { "/home/user/a.txt": "tea" } },
  "x = 1": { lines: [] },
  x: { lines: [result("1")] },
  "1 / 0": {
    lines: [{ type: "error", name: "ZeroDivisionError", value: "division by zero", traceback: "" }],
  },
};

const VIDEOS = {
  aBcDeFgHiJ1: { de: ["Tee"], "en-asr": ["teh is"], en: ["Tea is", "warm"] },
  aBcDeFgHiJ2: {},
};

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
