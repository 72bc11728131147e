import type { Ctx } from "../ctx.ts";
import type { Credential } from "./credential.ts";
import { ownCredential } from "./queries.ts";

export const getCredential = (ctx: Ctx, id: string): Promise<Credential> => ownCredential(ctx, id);
