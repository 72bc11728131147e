interface Entry<V> {
  value: V;
  weight: number;
}

/** A map that forgets what was least recently used once what it holds weighs more than `capacity`. */
export class Lru<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #capacity: number;
  readonly #weigh: (value: V) => number;
  #total = 0;
  /** The last key of the map; null when that is not known. */
  #newest: string | null = null;

  /** Without `weigh` every entry weighs 1, so that `capacity` counts entries. */
  constructor(capacity: number, weigh: (value: V) => number = () => 1) {
    this.#capacity = capacity;
    this.#weigh = weigh;
  }

  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#use(key, entry);
    return entry?.value;
  }

  set(key: string, value: V): void {
    const weight = this.#weigh(value);
    this.#total += weight - (this.#entries.get(key)?.weight ?? 0);
    this.#use(key, { value, weight });
    if (this.#total <= this.#capacity) return;
    for (const oldest of this.#entries.keys()) {
      this.delete(oldest);
      if (this.#total <= this.#capacity) return;
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#total -= entry.weight;
    if (key === this.#newest) this.#newest = null;
  }

  /** What is the newest already stays where it is: each move leaves a gap behind, and gaps cost a new table. */
  #use(key: string, entry: Entry<V>): void {
    if (key !== this.#newest) this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#newest = key;
  }
}
