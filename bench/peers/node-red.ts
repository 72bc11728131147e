import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { host } from "../host.ts";
import { stateDirOf } from "./config.ts";
import { flows } from "./node-red-flows.ts";

interface Red {
  init(server: object, settings: object): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  httpNode: RequestListener;
}

await host(async (given) => {
  const stateDir = stateDirOf(given);
  const red: Red = createRequire(import.meta.url)("node-red");
  const server = createServer((request, response) => red.httpNode(request, response));
  await writeFile(join(stateDir, "flows.json"), JSON.stringify(flows));
  red.init(server, {
    userDir: stateDir,
    flowFile: "flows.json",
    httpAdminRoot: false,
    logging: { console: { level: "off" } },
    telemetry: { enabled: false },
    credentialSecret: false,
    diagnostics: { enabled: false },
  });
  await red.start();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Node-RED has no port");
  const url = `http://127.0.0.1:${address.port}`;
  await untilItAnswers(url);
  return {
    ready: { url, paths: { run: "/run", start: null } },
    methods: { bytes: () => 0 },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await red.stop();
    },
  };
});

/** Flows begin to run a while after `start` has resolved. */
async function untilItAnswers(url: string): Promise<void> {
  const body = JSON.stringify({ shape: "chain", nodes: 1, effectUrl: null, value: 1 });
  for (;;) {
    const answer = await fetch(`${url}/run`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    if (answer.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
