import { textSplit } from "#blocks/text/text-split.ts";
import { greeting } from "../../graphs.ts";
import { type Person, session, textOf, type World } from "../../world.ts";
import type { Values } from "./operations.ts";

/** Stands in what its owner has, and nowhere else. */
export const MARK = "zyzzyva-of-ada";

/** What belongs to nobody, and what calls need besides ids. */
export const SHARED: Values = {
  block_id: textSplit.id,
  graph_version: 1,
  input_data: { who: "Eve" },
  node_input: { who: "Eve" },
};

/**
 * One of everything that a user can own, by the name that its id has in paths, queries and bodies. Who adds a noun adds
 * it here: the sweep fails while an id that it meets has no owner.
 */
export async function estateOf(world: World, owner: Person): Promise<Values> {
  const own = world.api(await session(owner));
  const graph = textOf(await own.post("/api/v2/builder/graphs", greeting(MARK)), "id");
  const started = await own.post(`/api/v2/builder/graphs/${graph}/execute`, { input_data: { who: MARK } });
  const execution = textOf(started, "execution_id");
  const run = { owner, graph, execution };
  failedNode(world, run);
  const review = question(world, run);
  const credential = { provider: "github", type: "api_key", api_key: "k", title: MARK };
  const credentialId = textOf(await own.post("/api/v2/integrations/credentials", credential), "id");
  const key = { name: MARK, scopes: ["READ_GRAPH"], expires_in: "30d" };
  const file = await own.post(`/api/v2/files?name=${MARK}`, MARK, { "content-type": "text/plain" });
  return {
    graph_id: graph,
    execution_id: execution,
    a: execution,
    b: execution,
    dead_letter_id: `${execution}.3`,
    review_id: review,
    digest: textOf(await own.get(`/api/v2/reviews/${review}`), "digest"),
    credential_id: credentialId,
    integration_id: credentialId,
    api_key_id: textOf(await own.post("/api/v2/api-keys", key), "id"),
    file_id: textOf(file, "id"),
    client_id: await letIn(world, owner),
  };
}

/** Calls that are about somebody else's things on purpose: an application is shown to whoever it asks to let it in. */
export const FOR_EVERYBODY: readonly string[] = ["/api/oauth/app/{client_id}", "/api/oauth/authorize"];

/** An application of its owner, who has also let it in. */
async function letIn(world: World, owner: Person): Promise<string> {
  const own = world.api(await session(owner));
  const redirect_uri = "https://app.example/callback";
  const client = { name: MARK, redirect_uris: [redirect_uri] };
  const client_id = textOf(await own.post("/oauth/clients", client), "client_id");
  const code_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  await own.post("/api/oauth/authorize", {
    client_id,
    redirect_uri,
    scopes: ["openid"],
    state: "s",
    code_challenge,
  });
  return client_id;
}

interface OwnRun {
  owner: Person;
  graph: string;
  execution: string;
}

function failedNode({ engine }: World, { owner, graph, execution }: OwnRun): void {
  const of = { node_id: "text", ordinal: 1 };
  engine.happens(
    { userId: owner.id, executionId: execution },
    { type: "node.started", ...of, block_id: "b", attempt: 1 },
    { type: "node.failed", ...of, error: MARK },
    { type: "execution.completed", status: "COMPLETED" },
  );
  engine.dead.push({
    userId: owner.id,
    id: `${execution}.3`,
    executionId: execution,
    graphId: graph,
    nodeId: "text",
    ordinal: 1,
    blockId: "b",
    error: MARK,
    attempts: 1,
    failedAt: Date.now(),
    input: {},
    history: [],
  });
}

function question({ engine }: World, { owner, graph, execution }: OwnRun): string {
  const id = crypto.randomUUID();
  engine.asked.push({
    id,
    userId: owner.id,
    executionId: execution,
    nodeExecutionId: "ask#1",
    nodeId: "ask",
    blockId: "b",
    graphId: graph,
    graphVersion: 1,
    title: MARK,
    data: MARK,
    editable: true,
    status: "WAITING",
    message: null,
    createdAt: Date.now(),
    expiresAt: null,
    decidedAt: null,
  });
  return id;
}
