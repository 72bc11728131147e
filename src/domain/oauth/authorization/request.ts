import type { Scope } from "../../scopes.ts";
import type { ReturnAddress } from "../error.ts";

export const PROMPTS = ["none", "login", "consent", "select_account"] as const;

export type Prompt = (typeof PROMPTS)[number];

/** An authorization request that has been checked; all of it JSON, so that it can wait for a person. */
export interface AuthorizationRequest extends ReturnAddress {
  clientId: string;
  scopes: Scope[];
  /** Empty when the token is for all of this server. */
  resources: string[];
  codeChallenge: string;
  nonce: string | null;
  prompt: Prompt[];
  /** Seconds. */
  maxAge: number | null;
  loginHint: string | null;
  /** Whom the client takes to be there: the subject of its `id_token_hint`. */
  expectedUserId: string | null;
}
