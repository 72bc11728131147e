import { Client } from "@upstash/qstash";
import type { Wake } from "../messages.ts";
import type { EngineSettings } from "../settings.ts";

export interface Queue {
  /** Asks for workers, in as few requests as the queue allows. Throws when some may not have been sent. */
  call(wakes: readonly Wake[]): Promise<void>;
}

interface QueueConfig {
  url: string;
  token: string;
  /** Where messages are delivered: this Worker's origin. */
  publicUrl: string;
}

const BATCH = 100;

/** QStash. A message is a wake-up without content of its own, so it may come late, twice or not at all. */
export function openQueue(config: QueueConfig, settings: EngineSettings): Queue {
  const client = new Client({ baseUrl: config.url, token: config.token, enableTelemetry: false });
  const url = `${config.publicUrl}/internal/steps`;
  return {
    async call(wakes) {
      for (let from = 0; from < wakes.length; from += BATCH) {
        await client.batchJSON(
          wakes.slice(from, from + BATCH).map((wake) => ({
            url,
            body: wake,
            retries: 1,
            deduplicationId: `${wake.executionId}-${wake.wake}`,
            flowControl: { key: wake.userId, parallelism: settings.userParallelism },
          })),
        );
      }
    },
  };
}
