import * as z from "zod";

const Config = z.object({ stateDir: z.string() });

/** What every peer is given: a folder for all that it keeps. */
export const stateDirOf = (given: unknown): string => Config.parse(given).stateDir;
