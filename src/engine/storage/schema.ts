/** What holds an object's rows: the part of a Durable Object's storage that its tables need. */
export interface ObjectStorage {
  sql: SqlStorage;
  /** Runs writes as one transaction. */
  transactionSync(write: () => void): void;
}

/**
 * From each version of an object's tables to the next. Objects outlive deployments: a step that was deployed is never
 * edited, only followed by another. Until the deployment after it, code of the version before meets the new tables (a
 * roll-out takes its time, and may be taken back): so a step adds, and takes nothing away that such code uses; nor may
 * code write what such code would misread before the version after it.
 */
const STEPS: readonly string[] = [
  // Objects from before versions were kept have some of these tables, or all.
  `CREATE TABLE IF NOT EXISTS plans (key TEXT, part INTEGER, body TEXT, PRIMARY KEY (key, part)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, status TEXT, plan TEXT, agents TEXT, due INTEGER, ended INTEGER, settled INTEGER,
    projected INTEGER, head TEXT) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS runs_by_end ON runs (settled, ended);
  CREATE TABLE IF NOT EXISTS moments (name TEXT PRIMARY KEY, at INTEGER) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS parts (run TEXT, key TEXT, part INTEGER, body TEXT,
    PRIMARY KEY (run, key, part)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS log (run TEXT, first INTEGER, part INTEGER, last INTEGER, body TEXT,
    PRIMARY KEY (run, first, part)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS kept (run TEXT, id TEXT, part INTEGER, body TEXT,
    PRIMARY KEY (run, id, part)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS dead_letters (id TEXT PRIMARY KEY, run TEXT, failed INTEGER, body TEXT) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS dead_letters_by_time ON dead_letters (failed);
  CREATE TABLE IF NOT EXISTS errands (n INTEGER PRIMARY KEY, type TEXT, run TEXT, node TEXT, due INTEGER,
    tries INTEGER, UNIQUE (type, run, node));
  CREATE INDEX IF NOT EXISTS errands_by_due ON errands (due, n);
  CREATE TABLE IF NOT EXISTS reviews (id TEXT PRIMARY KEY, run TEXT, status TEXT, created INTEGER, decided INTEGER,
    body TEXT) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS signals (id TEXT PRIMARY KEY, name TEXT, at INTEGER, body TEXT) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS signals_by_name ON signals (name, at);
  CREATE TABLE IF NOT EXISTS ears (run TEXT, node TEXT, name TEXT, PRIMARY KEY (run, node)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS ears_by_name ON ears (name);`,
  `CREATE TABLE large_values (run TEXT, id INTEGER, part INTEGER, body TEXT,
    PRIMARY KEY (run, id, part)) WITHOUT ROWID;
  CREATE TABLE review_pieces (id TEXT, part INTEGER, body TEXT, PRIMARY KEY (id, part)) WITHOUT ROWID;`,
  `CREATE TABLE notes (run TEXT, id TEXT, n INTEGER, part INTEGER, body TEXT,
    PRIMARY KEY (run, id, n, part)) WITHOUT ROWID;`,
  "CREATE TABLE caps (graph TEXT PRIMARY KEY, version INTEGER, cap INTEGER, since INTEGER) WITHOUT ROWID",
];

/** Version of the tables that this code works on. */
export const SCHEMA_VERSION = STEPS.length;

/** The tables of an object are of a version that this code does not understand. */
export class NewerTables extends Error {
  override readonly name = "NewerTables";

  constructor(version: number, known: number) {
    super(
      `The object's tables are of version ${version}, and this code works on ${known}, or on ${known + 1}`,
    );
  }
}

/**
 * Brings an object's tables up to this code, all steps or none. Tables of the version after it are left as they are: such
 * steps only add. Throws NewerTables for later ones, which nobody may touch who does not understand them.
 */
export function upgrade({ sql, transactionSync }: ObjectStorage, steps: readonly string[] = STEPS): void {
  sql.exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
  const [row] = sql.exec<{ version: number }>("SELECT version FROM schema_version").toArray();
  const version = row?.version ?? 0;
  if (version > steps.length + 1) throw new NewerTables(version, steps.length);
  if (version >= steps.length) return;
  transactionSync(() => {
    for (const step of steps.slice(version)) sql.exec(step);
    sql.exec("DELETE FROM schema_version");
    sql.exec("INSERT INTO schema_version (version) VALUES (?)", steps.length);
  });
}
