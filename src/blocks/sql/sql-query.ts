import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { credentialPin, exampleCredential } from "../credential-pin.ts";
import { anyDict } from "../pins.ts";

const PORT = 5432;

export const sqlQuery = block({
  id: "4dc35c0f-4fd8-465e-9616-5a216f1ba2bc",
  name: "SQLQueryBlock",
  description:
    "Runs one SQL statement on your PostgreSQL database; it can only read unless you say otherwise.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      database_type: z
        .enum(["postgres", "mysql", "mssql"])
        .default("postgres")
        .describe("The kind of database"),
      host: z.string().min(1).meta({ description: "The database server", secret: true }),
      port: z.int().min(1).max(65_535).optional().describe(`Its port; ${PORT} when not given`),
      database: z.string().min(1).describe("The name of the database"),
      query: z.string().min(1).describe("The statement"),
      read_only: z.boolean().default(true).describe("Whether it may only read"),
      timeout: z.int().min(1).max(120).default(30).describe("How many seconds it may take"),
      max_rows: z.int().min(1).max(10_000).default(1000).describe("How many rows to yield at most"),
      credentials: credentialPin({
        provider: "database",
        types: ["user_password"],
        description: "The user and the password of the database",
      }),
    }),
  output: () =>
    z.object({
      results: z.array(anyDict()).describe("The rows, by column"),
      columns: z.array(z.string()).describe("The columns, in their order"),
      row_count: z.int().describe("How many rows are yielded"),
      truncated: z.boolean().describe("Whether there are more"),
      affected_rows: z.int().describe("How many rows a statement that changes rows has changed"),
    }),
  async *run(input, { sql }) {
    if (input.database_type !== "postgres") {
      throw new BlockError("Of databases only PostgreSQL can be reached from here");
    }
    const { rows, columns, truncated, affectedRows } = await sql.query({
      host: input.host,
      port: input.port ?? PORT,
      database: input.database,
      query: input.query,
      isReadOnly: input.read_only,
      timeoutMs: input.timeout * 1000,
      maxRows: input.max_rows,
      using: input.credentials,
    });
    yield ["results", rows];
    yield ["columns", columns];
    yield ["row_count", rows.length];
    yield ["truncated", truncated];
    if (affectedRows !== null) yield ["affected_rows", affectedRows];
  },
  examples: [
    {
      input: { ...server(), query: "select 1 as a" },
      queries: [
        {
          request: { ...asked(), query: "select 1 as a" },
          answer: { columns: ["a"], rows: [{ a: 1 }], truncated: false, affectedRows: null },
        },
      ],
      yields: { results: [[{ a: 1 }]], columns: [["a"]], row_count: [1], truncated: [false] },
    },
    {
      input: { ...server(), query: "delete from t", read_only: false, timeout: 5, max_rows: 1, port: 6543 },
      queries: [
        {
          request: {
            ...asked(),
            port: 6543,
            query: "delete from t",
            isReadOnly: false,
            timeoutMs: 5000,
            maxRows: 1,
          },
          answer: { columns: [], rows: [], truncated: false, affectedRows: 3 },
        },
      ],
      yields: { results: [[]], columns: [[]], row_count: [0], truncated: [false], affected_rows: [3] },
    },
    {
      input: { ...server(), query: "drop table t" },
      queries: [
        { request: { ...asked(), query: "drop table t" }, answer: "The database refuses: read-only" },
      ],
      yields: { error: ["The database refuses: read-only"] },
    },
    {
      input: { ...server(), query: "select 1", database_type: "mysql" },
      yields: { error: ["Of databases only PostgreSQL can be reached from here"] },
    },
  ],
});

function server() {
  return {
    host: "db.example.com",
    database: "shop",
    credentials: exampleCredential("database", "user_password"),
  };
}

function asked() {
  const using = exampleCredential("database", "user_password");
  const { host, database } = server();
  return { host, port: PORT, database, isReadOnly: true, timeoutMs: 30_000, maxRows: 1000, using };
}
