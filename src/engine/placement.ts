import type { RunRef } from "#domain/executions/engine.ts";

/**
 * Which object holds a run, the only place that knows: all runs of a user live in one object. Opening an object costs
 * more than a run does, and a user's sockets are where the events are. A run's state is keyed by execution either way.
 */
export const placement = ({ userId }: Pick<RunRef, "userId">): string => userId;
