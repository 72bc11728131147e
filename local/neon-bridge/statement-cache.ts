import type { FieldDef } from "pg";

/** A statement as one server connection knows it. */
export interface Prepared {
  name: string;
  fields: FieldDef[];
}

const CAPACITY = 256;

/** The prepared statements of one server connection by their SQL, least recently used first. */
export class StatementCache {
  #known = new Map<string, Prepared>();
  #dropped: string[] = [];
  #count = 0;

  find(sql: string): Prepared | undefined {
    const found = this.#known.get(sql);
    if (found === undefined) return undefined;
    this.#known.delete(sql);
    this.#known.set(sql, found);
    return found;
  }

  /** A name that was never used on this connection; `add` makes it known once the server has parsed it. */
  propose(): Prepared {
    this.#count += 1;
    return { name: `s${this.#count}`, fields: [] };
  }

  add(sql: string, statement: Prepared): void {
    this.#known.set(sql, statement);
  }

  clear(): void {
    for (const { name } of this.#known.values()) this.#dropped.push(name);
    this.#known.clear();
  }

  /** Names the server should forget. */
  takeDropped(): string[] {
    for (const [sql, { name }] of this.#known) {
      if (this.#known.size <= CAPACITY) break;
      this.#known.delete(sql);
      this.#dropped.push(name);
    }
    return this.#dropped.splice(0);
  }
}
