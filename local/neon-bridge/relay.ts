import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Client, type ClientConfig, DatabaseError } from "pg";
import { createWebSocketStream, type WebSocket } from "ws";
import { errorResponse, greeting, readStartup, type Startup } from "./startup.ts";
import { clientConfig, type Limits } from "./upstream.ts";

/**
 * Relays a driver's WebSocket to the server named in `?address=host:port`. The driver sends its password in clear
 * and does not wait, which servers with SCRAM refuse: so the bridge authenticates, then only copies bytes.
 */
export async function relay(
  socket: WebSocket,
  request: IncomingMessage,
  options: { databaseUrl: string | undefined; limits: Limits },
): Promise<void> {
  const driver = createWebSocketStream(socket);
  driver.on("error", () => driver.destroy()); // an aborted socket
  const startup = await readStartup(
    () => nextChunk(driver),
    (bytes) => driver.write(bytes),
  );
  if (startup === null) return socket.close();
  try {
    const address = new URL(request.url ?? "/", "ws://bridge").searchParams.get("address");
    const { server, hello } = await connect(serverConfig(address, startup, options));
    driver.write(hello);
    driver.unshift(startup.rest);
    join(driver, server);
  } catch (error) {
    driver.end(refusal(error));
  }
}

async function nextChunk(stream: Duplex): Promise<Buffer | null> {
  for (;;) {
    if (stream.destroyed || stream.readableEnded) return null;
    const chunk: Buffer | null = stream.read();
    if (chunk !== null) return chunk;
    await change(stream);
  }
}

function change(stream: Duplex): Promise<void> {
  const events = ["readable", "end", "close"];
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) stream.off(event, done);
      resolve();
    };
    for (const event of events) stream.on(event, done);
  });
}

/** The startup message has no `sslmode`: for the address of `databaseUrl` its TLS settings hold. */
function serverConfig(
  address: string | null,
  { parameters, password }: Startup,
  { databaseUrl, limits }: { databaseUrl: string | undefined; limits: Limits },
): ClientConfig {
  const known = databaseUrl === undefined ? undefined : new URL(databaseUrl);
  const knownAddress = known && `${known.hostname}:${known.port || "5432"}`;
  if (address === null && known === undefined)
    throw new Error("The WebSocket's URL has no ?address=host:port");
  const isKnown = known !== undefined && (address ?? knownAddress) === knownAddress;
  const url = isKnown ? known : new URL(`postgresql://${address}`);
  const {
    user = "",
    database = user,
    application_name,
    options = "",
    ...others
  } = Object.fromEntries(parameters);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  url.pathname = `/${encodeURIComponent(database)}`;
  const settings = Object.entries(others).map(
    ([name, value]) => `-c ${name}=${value.replace(/([\\ ])/g, "\\$1")}`,
  );
  return {
    ...clientConfig(url.href, limits),
    application_name,
    options: [options, ...settings].filter(Boolean).join(" ") || undefined,
  };
}

async function connect(config: ClientConfig): Promise<{ server: Duplex; hello: Buffer }> {
  const client = new Client(config);
  client.on("error", () => {}); // the socket's end is what the relay passes on
  const parameters = new Map<string, string>();
  const onParameter = (message: { parameterName: string; parameterValue: string }) => {
    parameters.set(message.parameterName, message.parameterValue);
  };
  client.connection.on("parameterStatus", onParameter);
  await client.connect();
  const server = client.connection.stream;
  server.pause();
  server.removeAllListeners("data"); // from here on `pg` reads nothing
  const key = {
    processId: Number(Reflect.get(client, "processID")),
    secret: Number(Reflect.get(client, "secretKey")),
  };
  return { server, hello: greeting(parameters, key) };
}

function join(driver: Duplex, server: Duplex): void {
  server.on("error", () => server.destroy());
  driver.on("close", () => server.destroy());
  server.on("close", () => driver.end());
  driver.pipe(server);
  server.pipe(driver);
}

function refusal(error: unknown): Buffer {
  if (error instanceof DatabaseError) {
    const { severity, code, message, detail, hint } = error;
    return errorResponse({ S: severity, V: severity, C: code, M: message, D: detail, H: hint });
  }
  const message = error instanceof Error ? error.message : String(error);
  return errorResponse({ S: "FATAL", V: "FATAL", C: "08006", M: `No connection: ${message}` });
}
