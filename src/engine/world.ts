import { BlockError, type BlockIo } from "#blocks/block.ts";
import { makeEgress } from "#lib/egress/egress.ts";
import { EgressError } from "#lib/egress/error.ts";

/** The world as blocks may see it. What did not reach its host may be tried again; what was refused may not. */
export function makeWorld(egressAllow: readonly string[]): Pick<BlockIo, "fetch" | "random"> {
  const egress = makeEgress({ allow: egressAllow, fetch });
  return {
    random: Math.random,
    fetch: async (url, { using, ...init } = {}) => {
      if (using !== undefined) throw new BlockError("This deployment keeps no credentials");
      try {
        return await egress(url, init);
      } catch (error) {
        if (!(error instanceof EgressError)) throw error;
        const retryable = error.reason === "unreachable" || error.reason === "timeout";
        throw new BlockError(error.message, { retryable, cause: error });
      }
    },
  };
}
