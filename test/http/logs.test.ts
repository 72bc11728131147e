import { describe, expect, it } from "vitest";
import { greeting } from "../graphs.ts";
import { person, session, textOf, world } from "../world.ts";

const { api, engine, key } = await world();
const owner = person("ada");
const ada = await session(owner);
const GRAPHS = "/api/v2/builder/graphs";

/** What is logged meanwhile. */
async function loggedBy(act: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: string) => void lines.push(line);
  try {
    await act();
  } finally {
    console.log = log;
  }
  return lines;
}

describe("the log", () => {
  it("has one JSON line for each request: who, what, how it ended and how long it took", async () => {
    const id = crypto.randomUUID();
    const lines = await loggedBy(() =>
      api(ada).get(`${GRAPHS}/${id}?version=1`, { "x-request-id": "request-1" }),
    );
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        level: "info",
        event: "request",
        request_id: "request-1",
        method: "GET",
        route: `${GRAPHS}/:graph_id`,
        status: 404,
        duration_ms: expect.any(Number),
        user: owner.id,
      },
    ]);
  });

  it("tells the cause of what the caller only sees as an error", async () => {
    const graph = textOf(await api(ada).post(GRAPHS, greeting()), "id");
    engine.failing.start = new Error("the object is overloaded");
    const lines = await loggedBy(() =>
      api(ada).post(`${GRAPHS}/${graph}/execute`, { input_data: { who: "x" } }),
    );
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: "error", status: 503, error: { message: "the object is overloaded" } },
    ]);
  });

  it("tells why a client was refused, which the client is not told", async () => {
    const made = await api(ada).post("/oauth/clients", {
      name: "App",
      redirect_uris: ["https://app.example/cb"],
    });
    const id = textOf(made, "client_id");
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const refusal = async (clientId: string) => {
      let text = "";
      const body = new TextEncoder().encode(
        `grant_type=refresh_token&client_id=${clientId}&client_secret=wrong`,
      );
      const lines = await loggedBy(async () => {
        text = (await api({}).post("/oauth/token", body, form)).text;
      });
      return { text, log: lines.join("\n") };
    };
    const [known, unknown] = [await refusal(id), await refusal("app_unknown")];
    expect(known.text).toBe(unknown.text);
    expect(known.log).toContain(`client ${id} did not show its secret`);
    expect(unknown.log).toContain("there is no such client");
    await api(ada).patch(`/oauth/clients/${id}`, { status: "suspended" });
    const suspended = await refusal(id);
    expect(suspended.text).toBe(known.text);
    expect(suspended.log).toContain(`client ${id} is suspended`);
  });

  it("has no credential in it, and nothing of what was sent", async () => {
    const secrets = await key(owner, ["READ_GRAPH", "WRITE_GRAPH", "EXECUTE_GRAPH"]);
    const secret = secrets["x-api-key"] ?? "";
    const token = ada["authorization"]?.replace("Bearer ", "") ?? "";
    const lines = await loggedBy(async () => {
      const graph = textOf(await api(secrets).post(GRAPHS, greeting("Planted-1")), "id");
      await api(secrets).post(`${GRAPHS}/${graph}/execute`, { input_data: { who: "Planted-2" } });
      await api({ authorization: `Bearer ${secret}x` }).get(GRAPHS);
      await api({}).get(`/ws?token=${token}`, { upgrade: "websocket" });
      await api({}).get(`/ws?token=${secret}`, { upgrade: "websocket" });
      await api(secrets).get(`/nowhere/Planted-3?x=Planted-4`);
    });
    expect(lines.length).toBeGreaterThanOrEqual(6);
    const log = lines.join("\n");
    for (const planted of [secret, token, "Planted-1", "Planted-2", "Planted-3", "Planted-4"]) {
      expect(log).not.toContain(planted);
    }
  });
});
