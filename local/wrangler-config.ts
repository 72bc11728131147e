import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";
import { StartError } from "./start-error.ts";

export interface WranglerConfig {
  name: string;
  /** Absolute path of the Worker's entry. */
  main: string;
  compatibilityDate: string;
  compatibilityFlags: readonly string[];
  /** What is bundled instead of a package, by its name. */
  aliases: Readonly<Record<string, string>>;
  objects: readonly ObjectNamespace[];
  assets: { directory: string; binding: string } | null;
  buckets: readonly { binding: string; name: string }[];
  vars: Readonly<Record<string, unknown>>;
  crons: readonly string[];
}

export interface ObjectNamespace {
  binding: string;
  className: string;
  /** Names the folder and the ids of the objects; stays when the class is renamed. */
  uniqueKey: string;
}

const Migration = z.strictObject({
  tag: z.string(),
  new_sqlite_classes: z.array(z.string()).default([]),
  renamed_classes: z.array(z.strictObject({ from: z.string(), to: z.string() })).default([]),
  deleted_classes: z.array(z.string()).default([]),
});

/** Strict: a setting that the local stack would leave out is refused, not ignored. */
const File = z.strictObject({
  name: z.string(),
  main: z.string(),
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()).default([]),
  keep_vars: z.boolean().optional(),
  keep_names: z.literal(false),
  alias: z.record(z.string(), z.templateLiteral(["./", z.string()])).default({}),
  minify: z.boolean().optional(),
  workers_dev: z.boolean().optional(),
  preview_urls: z.boolean().optional(),
  upload_source_maps: z.boolean().optional(),
  routes: z.array(z.unknown()).optional(),
  limits: z.record(z.string(), z.unknown()).optional(),
  placement: z.record(z.string(), z.unknown()).optional(),
  observability: z.record(z.string(), z.unknown()).optional(),
  build: z.strictObject({ command: z.string() }).optional(),
  vars: z.record(z.string(), z.unknown()).default({}),
  assets: z
    .strictObject({ directory: z.string(), binding: z.string(), run_worker_first: z.literal(true) })
    .optional(),
  durable_objects: z
    .strictObject({ bindings: z.array(z.strictObject({ name: z.string(), class_name: z.string() })) })
    .default({ bindings: [] }),
  r2_buckets: z.array(z.strictObject({ binding: z.string(), bucket_name: z.string() })).default([]),
  migrations: z.array(Migration).default([]),
  triggers: z.strictObject({ crons: z.array(z.string()).default([]) }).default({ crons: [] }),
});

/** Reads what the local stack needs of a wrangler.toml; paths come out absolute. Throws StartError. */
export function readWranglerConfig(path: string): WranglerConfig {
  const file = File.safeParse(parse(readFileSync(path, "utf8")));
  if (!file.success) {
    throw new StartError(`${path} has what the local stack does not know: ${z.prettifyError(file.error)}`);
  }
  const { name, assets, ...config } = file.data;
  const root = dirname(path);
  return {
    name,
    main: resolve(root, config.main),
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: config.compatibility_flags,
    aliases: Object.fromEntries(
      Object.entries(config.alias).map(([name, file]) => [name, resolve(root, file)]),
    ),
    objects: namespaces(name, config.durable_objects.bindings, config.migrations),
    assets:
      assets === undefined ? null : { directory: resolve(root, assets.directory), binding: assets.binding },
    buckets: config.r2_buckets.map(({ binding, bucket_name: name }) => ({ binding, name })),
    vars: config.vars,
    crons: config.triggers.crons,
  };
}

function namespaces(
  worker: string,
  bindings: readonly { name: string; class_name: string }[],
  migrations: readonly z.infer<typeof Migration>[],
): ObjectNamespace[] {
  const keys = new Map<string, string>();
  for (const migration of migrations) {
    for (const created of migration.new_sqlite_classes) keys.set(created, `${worker}-${created}`);
    for (const { from, to } of migration.renamed_classes) {
      keys.set(to, keys.get(from) ?? `${worker}-${from}`);
      keys.delete(from);
    }
    for (const deleted of migration.deleted_classes) keys.delete(deleted);
  }
  return bindings.map(({ name, class_name: className }) => {
    const uniqueKey = keys.get(className);
    if (uniqueKey === undefined) throw new StartError(`No migration in wrangler.toml creates ${className}`);
    return { binding: name, className, uniqueKey };
  });
}
