import { Client } from "@neondatabase/serverless";
import { aborted, type Dial, type TcpSocket } from "#lib/egress/socket.ts";
import { CappedQuery, type Caps, type QueryResult } from "./capped-query.ts";
import { TcpWebSocket } from "./tcp-web-socket.ts";

export interface ForeignQuery {
  host: string;
  port: number;
  database: string;
  username: string;
  password: string;
  text: string;
  isReadOnly: boolean;
  timeoutMs: number;
  caps: Caps;
}

/** A server that asks for more rounds of password hashing than this only wants to keep us busy (the default is 4096). */
const MAX_SCRAM_ITERATIONS = 100_000;

/**
 * Runs one statement on somebody else's PostgreSQL, in a transaction that is read-only unless asked otherwise. Throws
 * EgressError, or the server's own error.
 */
export async function queryForeign(
  dial: Dial,
  query: ForeignQuery,
  signal: AbortSignal,
): Promise<QueryResult> {
  const { host, port, database, username: user, password } = query;
  const socket = await encrypted(dial, query, signal);
  const client = new Client({ host, port, database, user, password });
  client.neonConfig.webSocketConstructor = class extends TcpWebSocket {
    constructor() {
      super(socket);
    }
  };
  client.neonConfig.wsProxy = () => "socket";
  client.neonConfig.useSecureWebSocket = false;
  client.neonConfig.pipelineConnect = false;
  client.neonConfig.coalesceWrites = false;
  const failure = new Promise<never>((_resolve, reject) => client.on("error", reject));
  try {
    return await Promise.race([run(client, query), failure, aborted(signal)]);
  } finally {
    socket.close().catch(() => undefined);
  }
}

async function run(client: Client, { text, isReadOnly, timeoutMs, caps }: ForeignQuery) {
  const connecting = client.connect();
  await Promise.race([connecting, endlessHashing(client)]);
  await client.query(isReadOnly ? "begin read only" : "begin");
  await client.query(`set local statement_timeout = ${timeoutMs}`);
  const query = new CappedQuery(text, caps);
  client.query(submittable(query));
  const result = await query.done;
  await client.query(isReadOnly ? "rollback" : "commit");
  return result;
}

type Submittable = Parameters<Client["query"]>[0] & { submit(connection: never): void };

/** node-postgres takes any object that submits itself, and hands it its messages; its types know less of the connection. */
const submittable = (query: CappedQuery): Submittable => query as unknown as Submittable;

const CHALLENGE = "authenticationSASLContinue";

/** Rejects, before any hashing, when the server wants too much of it (RFC 5802, section 5.1: it chooses `i`). */
function endlessHashing(client: Client): Promise<never> {
  const connection = connectionOf(client);
  const answer = connection.listeners(CHALLENGE);
  connection.removeAllListeners(CHALLENGE);
  return new Promise((_resolve, reject) => {
    connection.on(CHALLENGE, (challenge) => {
      const [, iterations = "0"] = /(?:^|,)i=(\d+)/.exec(challenge.data) ?? [];
      if (Number(iterations) > MAX_SCRAM_ITERATIONS)
        reject(new Error("The server asks for too much hashing"));
      else for (const listener of answer) listener(challenge);
    });
  });
}

type Listener = (challenge: { data: string }) => void;

interface Emitter {
  on(event: string, listener: Listener): void;
  listeners(event: string): Listener[];
  removeAllListeners(event: string): void;
}

/** The driver's client is node-postgres's, which has its connection, an event emitter, under this name. */
const connectionOf = (client: Client): Emitter => (client as unknown as { connection: Emitter }).connection;

/** The protocol's own way to TLS (PostgreSQL documentation, "SSL Session Encryption"): ask, and one byte answers. */
async function encrypted(dial: Dial, { host, port }: ForeignQuery, signal: AbortSignal): Promise<TcpSocket> {
  const { socket, isOpened } = await dial({ host, port, tls: "later" }, signal);
  const writer = socket.writable.getWriter();
  const reader = socket.readable.getReader();
  await writer.write(new Uint8Array([0, 0, 0, 8, 4, 210, 22, 47]));
  const { value = new Uint8Array() } = await Promise.race([reader.read(), aborted(signal)]);
  writer.releaseLock();
  reader.releaseLock();
  // More than a byte would be text that somebody put before the encrypted part.
  if (value.length === 1 && value[0] === YES) {
    const secure = socket.startTls();
    await Promise.race([secure.opened, aborted(signal)]);
    return secure;
  }
  if (value.length === 1 && value[0] === NO && isOpened) return socket;
  await socket.close().catch(() => undefined);
  throw new Error("The database server offers no encryption");
}

const YES = "S".charCodeAt(0);
const NO = "N".charCodeAt(0);
