import { MAX_DEPTH, sizeOf } from "#kernel/size.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { Lru } from "#lib/lru.ts";
import { chunks } from "./chunks.ts";

/** Large values of runs, each written down once, however many inputs and log entries hold it. */
export interface Values {
  /** The value, or what stands for it in JSON when it is large. Call inside a transaction. */
  light(run: string, value: Json): Json;
  /** Gives back what stands for a value; one reading gives the same object for the same value. */
  reading(run: string): (value: Json) => Json;
  /** Characters that large values took so far. */
  readonly written: number;
  /** Forgets what was written down: call when a transaction failed. */
  forget(): void;
}

/** In characters of JSON: below it, a row of its own costs more than it saves. */
const LARGE = 4096;
/** Strings that are known again, of all runs together, in characters. */
const KNOWN = 8_000_000;

/** A field that stands for a large value by its number. What has such a field itself is written down as if it was large. */
const MARK = "\u0000value";

/** How many characters of JSON a value takes beyond what stands for it. */
export const weightOf = (light: Json): number => {
  const size = isDict(light) && MARK in light ? light["size"] : 0;
  return typeof size === "number" ? size : 0;
};

const isDict = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

interface Place {
  id: number;
  /** In characters of JSON. */
  size: number;
}

interface Known {
  next: number;
  strings: Map<string, Place>;
  size: number;
}

export function openValues(sql: SqlStorage): Values {
  return new ValueTable(sql);
}

class ValueTable implements Values {
  readonly #sql: SqlStorage;
  #runs = known();
  #objects = new WeakMap<object, Place & { run: string }>();
  written = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  light(run: string, value: Json): Json {
    if (!isLarge(value)) return value;
    const { id, size } = this.#placeOf(run, value) ?? this.#write(run, value);
    return { [MARK]: id, size };
  }

  reading(run: string): (value: Json) => Json {
    const read = new Map<number, Json>();
    return (value) => {
      const id = isDict(value) ? value[MARK] : null;
      if (typeof id !== "number") return value;
      const whole = read.get(id) ?? this.#read(run, id);
      read.set(id, whole);
      return whole;
    };
  }

  forget(): void {
    this.#runs = known();
    this.#objects = new WeakMap();
  }

  #placeOf(run: string, value: Json): Place | undefined {
    if (typeof value === "string") return this.#runs.get(run)?.strings.get(value);
    const found = typeof value === "object" && value !== null ? this.#objects.get(value) : undefined;
    return found?.run === run ? found : undefined;
  }

  #write(run: string, value: Json): Place {
    const { next: id } = this.#knownOf(run);
    const text = JSON.stringify(value);
    for (const [part, piece] of chunks(text).entries()) {
      this.#sql.exec(
        "INSERT INTO large_values (run, id, part, body) VALUES (?, ?, ?, ?)",
        run,
        id,
        part,
        piece,
      );
    }
    this.written += text.length;
    return this.#note(run, value, { id, size: text.length });
  }

  #read(run: string, id: number): Json {
    const query = "SELECT body FROM large_values WHERE run = ? AND id = ? ORDER BY part";
    const pieces = this.#sql.exec<{ body: string }>(query, run, id).toArray();
    if (pieces.length === 0) throw new Error(`Run ${run} has no value ${id}`);
    const text = pieces.map(({ body }) => body).join("");
    const value = JSON.parse(text) as Json;
    this.#note(run, value, { id, size: text.length });
    return value;
  }

  #note(run: string, value: Json, place: Place): Place {
    if (typeof value === "object" && value !== null) this.#objects.set(value, { run, ...place });
    const of = this.#knownOf(run);
    of.next = Math.max(of.next, place.id + 1);
    if (typeof value !== "string") return place;
    of.strings.set(value, place);
    of.size += value.length;
    this.#runs.set(run, of);
    return place;
  }

  #knownOf(run: string): Known {
    const at = this.#runs.get(run);
    if (at !== undefined) return at;
    const query = "SELECT coalesce(max(id), 0) AS last FROM large_values WHERE run = ?";
    const { last } = this.#sql.exec<{ last: number }>(query, run).one();
    const fresh = { next: last + 1, strings: new Map<string, Place>(), size: 100 };
    this.#runs.set(run, fresh);
    return fresh;
  }
}

const known = () => new Lru<Known>(KNOWN, ({ size }) => size);

const isLarge = (value: Json): boolean =>
  typeof value === "string"
    ? value.length > LARGE
    : typeof value === "object" &&
      value !== null &&
      (Object.hasOwn(value, MARK) || sizeOf(value, LARGE, -MAX_DEPTH) > LARGE);

/** The values of pins, each changed; the same object when none of them is. */
export function eachPin(pins: JsonObject, change: (value: Json) => Json): JsonObject {
  let changed: JsonObject | null = null;
  for (const [pin, value] of Object.entries(pins)) {
    const other = change(value ?? null);
    if (other === value) continue;
    changed ??= { ...pins };
    changed[pin] = other;
  }
  return changed ?? pins;
}
