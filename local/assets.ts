import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/** Puts the files that pages use where the Worker's ASSETS binding reads them. */
export async function buildAssets(directory = join(ROOT, "dist/assets")): Promise<void> {
  const target = join(directory, "assets/swagger");
  const swagger = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  await mkdir(target, { recursive: true });
  await Promise.all([
    ...SWAGGER_FILES.map((name) => copyFile(join(swagger, name), join(target, name))),
    copyFile(join(import.meta.dirname, "assets/swagger-start.js"), join(target, "start.js")),
  ]);
}

const SWAGGER_FILES = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png", "LICENSE", "NOTICE"];

if (import.meta.main) await buildAssets();
