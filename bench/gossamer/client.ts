import * as z from "zod";
import { type HttpClient, httpClient, json } from "../http.ts";
import type { Workload } from "../job.ts";
import { type Events, type Followed, type Followers, openFollowers } from "./followers.ts";
import { type Graph, graphOf } from "./graphs.ts";

/** A client as an application has it: one API key, connections that stay open, sockets on which it hears of its runs. */
export interface Client {
  http: HttpClient;
  followers: Followers;
  create(graph: Graph): Promise<string>;
  /** The workload's graph, made when it is first asked for. */
  graph(workload: Workload): Promise<string>;
  /** Starts a run; resolves at its acknowledgement. */
  start(graphId: string, value: number): Promise<string>;
  /** Starts a run and follows it to its end: event by event, unless only what comes of it is wanted. */
  run(graphId: string, value: number, events?: Events): Promise<Observed>;
  close(): void;
}

/** When a run was sent, acknowledged and over, on performance.now()'s clock. */
export interface Observed extends Followed {
  id: string;
  sentAt: number;
  startedAt: number;
}

const SOCKETS = 16;

const Id = z.looseObject({ id: z.string() });
const Started = z.object({ execution_id: z.string() });

export async function openClient(origin: string, apiKey: string, effectUrl: string): Promise<Client> {
  const http = httpClient(origin, { "x-api-key": apiKey });
  const followers = await openFollowers(origin, apiKey, SOCKETS);
  const graphs = new Map<string, Promise<string>>();
  const create = async (graph: Graph) => {
    const answer = await json(http.call("POST", "/api/v2/builder/graphs", JSON.stringify(graph)));
    return Id.parse(answer).id;
  };
  const start = async (graphId: string, value: number) => {
    const body = JSON.stringify({ input_data: { x: value } });
    const answer = await json(http.call("POST", `/api/v2/builder/graphs/${graphId}/execute`, body));
    return Started.parse(answer).execution_id;
  };
  return {
    http,
    followers,
    create,
    graph: (workload) => {
      const id = graphs.get(workload.id) ?? create(graphOf(workload, effectUrl));
      graphs.set(workload.id, id);
      return id;
    },
    start,
    run: async (graphId, value, events = "all") => {
      const sentAt = performance.now();
      const id = await start(graphId, value);
      const startedAt = performance.now();
      return { id, sentAt, startedAt, ...(await followers.follow(id, events)) };
    },
    close: () => {
      followers.close();
      http.close();
    },
  };
}
