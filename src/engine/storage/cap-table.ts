/** How many runs of a graph there may be at once, as its settings say since they were saved. */
export interface SavedCap {
  graphId: string;
  /** The graph's that has these settings. */
  version: number;
  /** Infinity for any number. */
  cap: number;
  /** Runs that were made at this moment, ms since the epoch, or later have a say of their own. */
  since: number;
}

/** At most one for each graph. */
export interface CapTable {
  /** False when one of the same or a later version is there. */
  put(saved: SavedCap): boolean;
  all(): SavedCap[];
  drop(graphId: string): void;
}

interface Row extends Record<string, SqlStorageValue> {
  graph: string;
  version: number;
  cap: number | null;
  since: number;
}

export function openCaps(sql: SqlStorage): CapTable {
  return {
    put: ({ graphId, version, cap, since }) => {
      const written = sql.exec(
        `INSERT INTO caps (graph, version, cap, since) VALUES (?, ?, ?, ?)
         ON CONFLICT (graph) DO UPDATE SET version = excluded.version, cap = excluded.cap, since = excluded.since
           WHERE caps.version < excluded.version
         RETURNING 1`,
        graphId,
        version,
        Number.isFinite(cap) ? cap : null,
        since,
      );
      return written.toArray().length > 0;
    },
    all: () =>
      sql
        .exec<Row>("SELECT graph, version, cap, since FROM caps")
        .toArray()
        .map(({ graph, version, cap, since }) => ({
          graphId: graph,
          version,
          cap: cap ?? Number.POSITIVE_INFINITY,
          since,
        })),
    drop: (graphId) => {
      sql.exec("DELETE FROM caps WHERE graph = ?", graphId);
    },
  };
}
