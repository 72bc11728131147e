/** Parts of a run's state that travel in its head, by key, and how large they are together. */
export class HeadParts<Written extends { size: number }> {
  readonly #parts = new Map<string, Written>();
  /** In characters of JSON. */
  size = 0;

  get(key: string): Written | undefined {
    return this.#parts.get(key);
  }

  set(key: string, written: Written): void {
    this.delete(key);
    this.#parts.set(key, written);
    this.size += written.size;
  }

  delete(key: string): void {
    const known = this.#parts.get(key);
    if (known === undefined) return;
    this.size -= known.size;
    this.#parts.delete(key);
  }

  entries(): Iterable<[key: string, written: Written]> {
    return this.#parts;
  }
}
