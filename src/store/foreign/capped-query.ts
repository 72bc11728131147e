import { types } from "@neondatabase/serverless";

export interface Caps {
  rows: number;
  /** Of all values together. */
  characters: number;
}

export interface QueryResult {
  columns: string[];
  rows: unknown[][];
  /** There were more rows. */
  truncated: boolean;
  /** `INSERT 0 3`; null when the rows were cut off before the server said it. */
  command: string | null;
}

/** What the driver's connection does for a query of one's own (the extended query protocol). */
interface Wire {
  parse(message: { name: string; text: string; types: [] }, more: boolean): void;
  bind(message: { portal: string; statement: string; values: [] }, more: boolean): void;
  describe(message: { type: "P"; name: string }, more: boolean): void;
  execute(message: { portal: string; rows: number }, more: boolean): void;
  close(message: { type: "P"; name: string }, more: boolean): void;
  flush(): void;
  sync(): void;
}

interface Column {
  name: string;
  dataTypeID: number;
}

/**
 * One statement whose result is cut off at a number of rows, on the server. The driver calls the handlers as messages
 * arrive. The extended protocol takes a single statement, so that nothing can be smuggled in behind it.
 */
export class CappedQuery {
  readonly done: Promise<QueryResult>;
  readonly #text: string;
  readonly #caps: Caps;
  readonly #settle = Promise.withResolvers<QueryResult>();
  #columns: Column[] = [];
  #rows: unknown[][] = [];
  #characters = 0;
  #truncated = false;
  #command: string | null = null;
  #isFailed = false;

  constructor(text: string, caps: Caps) {
    this.#text = text;
    this.#caps = caps;
    this.done = this.#settle.promise;
    this.done.catch(() => undefined);
  }

  submit(wire: Wire): void {
    wire.parse({ name: "", text: this.#text, types: [] }, true);
    wire.bind({ portal: "", statement: "", values: [] }, true);
    wire.describe({ type: "P", name: "" }, true);
    wire.execute({ portal: "", rows: this.#caps.rows + 1 }, true);
    wire.flush();
  }

  handleRowDescription({ fields }: { fields: Column[] }): void {
    this.#columns = fields;
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    for (const text of fields) this.#characters += text?.length ?? 4;
    if (this.#characters > this.#caps.characters) {
      this.#fail(new Error(`The result is longer than ${this.#caps.characters} characters`));
    }
    if (this.#isFailed) return;
    if (this.#rows.length === this.#caps.rows) {
      this.#truncated = true;
      return;
    }
    this.#rows.push(fields.map((text, index) => this.#valueOf(text, index)));
  }

  handlePortalSuspended(wire: Wire): void {
    wire.close({ type: "P", name: "" }, true);
    wire.sync();
  }

  handleCommandComplete({ text }: { text: string }, wire: Wire): void {
    this.#command = text;
    wire.sync();
  }

  handleEmptyQuery(wire: Wire): void {
    wire.sync();
  }

  handleError(error: Error, wire: Wire): void {
    wire.sync();
    this.#fail(error);
  }

  handleReadyForQuery(): void {
    const columns = this.#columns.map(({ name }) => name);
    this.#settle.resolve({
      columns,
      rows: this.#rows,
      truncated: this.#truncated,
      command: this.#command,
    });
  }

  /** Never thrown: the driver calls from an event, where nobody catches. */
  #fail(error: Error): void {
    this.#isFailed = true;
    this.#settle.reject(error);
  }

  #valueOf(text: string | null, index: number): unknown {
    return text === null ? null : types.getTypeParser(this.#columns[index]?.dataTypeID ?? 0, "text")(text);
  }
}
