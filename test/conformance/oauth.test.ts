import { authJs } from "./clients/auth-js.ts";
import { betterAuthClient } from "./clients/better-auth.ts";
import { mcpClient } from "./clients/mcp.ts";
import { oauth4webapi } from "./clients/oauth4webapi.ts";
import { openidClient } from "./clients/openid-client.ts";
import { passportOAuth2 } from "./clients/passport-oauth2.ts";
import { simpleOAuth2 } from "./clients/simple-oauth2.ts";
import { startSite } from "./site.ts";

const site = await startSite();

openidClient(site);
oauth4webapi(site);
authJs(site);
simpleOAuth2(site);
passportOAuth2(site);
mcpClient(site);
betterAuthClient(site);
