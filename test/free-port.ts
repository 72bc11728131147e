import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports from which systems serve those who ask for any, and connections: nobody else takes one by chance. */
const [FIRST, LAST] = [20_000, 32_000];

/** A port of 127.0.0.1 that is free, and will be when a test comes to use it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}
