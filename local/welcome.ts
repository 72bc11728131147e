import { relative } from "node:path";
import type { Credentials } from "./seed.ts";

const AGENT_INPUT = "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b";
const AGENT_OUTPUT = "363ae599-353e-4804-937e-b2ee3cef3da4";
const FILL_TEXT_TEMPLATE = "db7d8f02-2f44-4c55-ab7a-eae0941f0c30";

const GREETER = {
  name: "Greeter",
  description: "Says hello",
  nodes: [
    { id: "in", block_id: AGENT_INPUT, input_default: { name: "name" } },
    { id: "fill", block_id: FILL_TEXT_TEMPLATE, input_default: { format: "Hello, {{ name }}!" } },
    { id: "out", block_id: AGENT_OUTPUT, input_default: { name: "greeting" } },
  ],
  links: [
    { source_id: "in", source_name: "result", sink_id: "fill", sink_name: "values_#_name" },
    { source_id: "fill", source_name: "output", sink_id: "out", sink_name: "value" },
  ],
};

/** What to know and to paste after the start. */
export function welcome(
  { origin, email, apiKey, bearerToken }: Credentials,
  credentialsFile: string,
  mailbox: string | null,
): string {
  const api = `${origin}/api/v2`;
  const curl = `curl -sS -H "X-API-Key: $KEY" -H "Content-Type: application/json"`;
  const pick = (field: string) => `node -pe 'JSON.parse(fs.readFileSync(0)).${field}'`;
  return `
${email} has
  API key       ${apiKey}
  bearer token  ${bearerToken}
  (kept in ${relative(process.cwd(), credentialsFile)})

Sign up at ${origin}/sign-up${mailbox === null ? "" : `; mail that is sent arrives at ${mailbox}`}

Make a graph, run it and look at the outcome:
  KEY=${apiKey}
  GRAPH=$(${curl} ${api}/builder/graphs -d '${JSON.stringify(GREETER)}' | ${pick("id")})
  RUN=$(${curl} ${api}/builder/graphs/$GRAPH/execute -d '{"input_data":{"name":"Ada"}}' | ${pick("execution_id")})
  ${curl} ${api}/executions/$RUN
`;
}
