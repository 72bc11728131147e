/** What the platform stands on. A probe resolves when its part answers. */
export type Probes = Record<"database" | "redis" | "queue", () => Promise<unknown>>;
