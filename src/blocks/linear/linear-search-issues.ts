import * as z from "zod";
import { block } from "../block.ts";
import {
  ISSUE_FIELDS,
  Issue,
  LINEAR_URL,
  linear,
  linearCredentials,
  linearExample,
  teamNamed,
} from "./api.ts";

const QUERY = `query($term: String!, $first: Int!, $teamId: String) { searchIssues(term: $term, first: $first, teamId: $teamId) { nodes { ${ISSUE_FIELDS} } } }`;

export const linearSearchIssues = block({
  id: "b5a2a0e6-26b4-4c5b-8a42-bc79e9cb65c2",
  name: "LinearSearchIssuesBlock",
  description: "Finds issues of Linear by their text.",
  categories: ["PRODUCTIVITY", "ISSUE_TRACKING"],
  pure: false,
  input: () =>
    z.object({
      term: z.string().describe("What to look for"),
      credentials: linearCredentials("read"),
      max_results: z.int().min(1).max(100).default(10).describe("How many at most"),
      team_name: z.string().optional().describe("Only of the team of this name"),
    }),
  output: () => z.object({ issues: z.array(Issue()).describe("All of them") }),
  async *run({ term, credentials, max_results, team_name }, io) {
    const Found = z.object({ searchIssues: z.object({ nodes: z.array(Issue()) }) });
    const teamId = team_name ? await teamNamed(io, credentials, team_name) : null;
    const found = await linear(io, credentials, Found, QUERY, { term, first: max_results, teamId });
    yield ["issues", found.searchIssues.nodes];
  },
  examples: [
    {
      input: { credentials: linearExample, term: "tea" },
      answers: [
        {
          method: "POST",
          url: LINEAR_URL,
          requestBody: { query: QUERY, variables: { term: "tea", first: 10, teamId: null } },
          body: {
            data: {
              searchIssues: {
                nodes: [{ id: "i1", identifier: "ENG-7", title: "Tea", description: null, priority: 0 }],
              },
            },
          },
        },
      ],
      yields: {
        issues: [[{ id: "i1", identifier: "ENG-7", title: "Tea", description: null, priority: 0 }]],
      },
    },
  ],
});
