/** When a worker was last heard of. */
export const openHeard = (sql: SqlStorage) => ({
  heardAt: (): number =>
    sql.exec<{ at: number }>("SELECT at FROM moments WHERE name = 'heard'").toArray()[0]?.at ?? 0,
  hear: (at: number): void => {
    sql.exec("INSERT OR REPLACE INTO moments (name, at) VALUES ('heard', ?)", at);
  },
});
