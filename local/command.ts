import { StartError } from "./start-error.ts";

/** Runs a command line program: what its user can solve becomes one line, and any failure a non-zero exit. */
export async function command(name: string, run: () => Promise<void>): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {}); // the reader may leave
  try {
    await run();
  } catch (error) {
    console.error(
      error instanceof StartError ? `${name}: ${error.message.replaceAll(/\s*\n\s*/g, "; ")}` : error,
    );
    process.exit(1);
  }
}
