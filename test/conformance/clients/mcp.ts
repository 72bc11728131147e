import { auth, type OAuthClientProvider } from "@modelcontextprotocol/sdk/client/auth.js";
import type { OAuthClientInformationMixed, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import { describe, expect, it } from "vitest";
import { allow, type Site } from "../site.ts";

const CALLBACK = "http://127.0.0.1:4106/callback";

/** A program that knows nothing but the URL of an MCP server: it finds the rest, registers itself and asks its user. */
class Program implements OAuthClientProvider {
  readonly redirectUrl = CALLBACK;
  readonly clientMetadata = {
    client_name: "An MCP client",
    redirect_uris: [CALLBACK],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
  link: URL | undefined;
  #client: OAuthClientInformationMixed | undefined;
  #tokens: OAuthTokens | undefined;
  #verifier = "";

  clientInformation = () => this.#client;
  saveClientInformation = (client: OAuthClientInformationMixed) => {
    this.#client = client;
  };
  tokens = () => this.#tokens;
  saveTokens = (tokens: OAuthTokens) => {
    this.#tokens = tokens;
  };
  redirectToAuthorization = (link: URL) => {
    this.link = link;
  };
  saveCodeVerifier = (verifier: string) => {
    this.#verifier = verifier;
  };
  codeVerifier = () => this.#verifier;
}

/** https://github.com/modelcontextprotocol/typescript-sdk */
export function mcpClient(site: Site): void {
  describe("the MCP client", () => {
    it("finds the authorization server, registers, is let in, and refreshes", async () => {
      const serverUrl = `${site.origin}/mcp`;
      const program = new Program();
      expect(await auth(program, { serverUrl })).toBe("REDIRECT");
      expect(program.clientInformation()?.client_id).toMatch(/^app_/);
      expect(program.link?.searchParams.get("resource")).toBe(serverUrl);
      const back = await allow(await site.person("Ada"), program.link ?? "");
      const authorizationCode = back.searchParams.get("code") ?? "";
      expect(await auth(program, { serverUrl, authorizationCode })).toBe("AUTHORIZED");
      const first = program.tokens();
      expect(first?.scope).toBe("mcp:tools");
      expect(await auth(program, { serverUrl })).toBe("AUTHORIZED");
      expect(program.tokens()?.access_token).not.toBe(first?.access_token);
      const elsewhere = await fetch(`${site.origin}/api/v2/builder/graphs`, {
        headers: { authorization: `Bearer ${program.tokens()?.access_token}` },
      });
      expect(elsewhere.status).toBe(401);
    });
  });
}
