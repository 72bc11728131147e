import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";
import { command } from "./command.ts";

// Compiled modules and stripped types are kept between starts: half a second and 30 MB.
enableCompileCache(join(import.meta.dirname, "../node_modules/.cache/node"));

await command("gossamer", async () => {
  const { start } = await import("./start-command.ts");
  await start();
  flushCompileCache(); // a SIGKILL would lose it
});
