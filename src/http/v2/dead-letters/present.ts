import * as z from "zod";
import type { DeadLetter, DeadLetterRecord } from "#domain/dead-letters/dead-letter.ts";
import { iso } from "#lib/clock.ts";
import { JsonDict } from "../json-values.ts";

export const deadLetterParams = z.object({ dead_letter_id: z.string().max(100).toLowerCase() });

export const DeadLetterBody = z.object({
  id: z.string(),
  execution_id: z.string(),
  graph_id: z.string(),
  node_id: z.string(),
  ordinal: z.int().describe("Which activation of the node, from 1"),
  block_id: z.string(),
  error: z.string(),
  attempts: z.int(),
  failed_at: z.string(),
});

export const DeadLetterRecordBody = DeadLetterBody.extend({
  input_data: JsonDict,
  history: z.array(
    z.object({
      attempt: z.int(),
      started_at: z.string(),
      ended_at: z.string().nullable(),
      error: z.string().nullable(),
    }),
  ),
});

export const presentDeadLetter = (letter: DeadLetter): z.input<typeof DeadLetterBody> => ({
  id: letter.id,
  execution_id: letter.executionId,
  graph_id: letter.graphId,
  node_id: letter.nodeId,
  ordinal: letter.ordinal,
  block_id: letter.blockId,
  error: letter.error,
  attempts: letter.attempts,
  failed_at: iso(letter.failedAt),
});

export const presentDeadLetterRecord = (letter: DeadLetterRecord): z.input<typeof DeadLetterRecordBody> => ({
  ...presentDeadLetter(letter),
  input_data: letter.input,
  history: letter.history.map(({ attempt, startedAt, endedAt, error }) => ({
    attempt,
    started_at: iso(startedAt),
    ended_at: endedAt === null ? null : iso(endedAt),
    error,
  })),
});
