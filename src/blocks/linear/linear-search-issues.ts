import * as z from "zod";
import { block } from "../block.ts";
import { ISSUE_FIELDS, Issue, LINEAR_URL, linear, linearCredentials, linearExample } from "./api.ts";

const QUERY = `query($term: String!, $first: Int!, $filter: IssueFilter) { searchIssues(term: $term, first: $first, filter: $filter) { nodes { ${ISSUE_FIELDS} } } }`;

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
    // The search's own `teamId` only ranks a team's issues higher.
    const filter = team_name ? { team: { name: { eqIgnoreCase: team_name } } } : {};
    const found = await linear(io, credentials, Found, QUERY, { term, first: max_results, filter });
    yield ["issues", found.searchIssues.nodes];
  },
  examples: [
    {
      input: { credentials: linearExample, term: "tea" },
      answers: [
        {
          method: "POST",
          url: LINEAR_URL,
          requestBody: { query: QUERY, variables: { term: "tea", first: 10, filter: {} } },
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
    {
      input: { credentials: linearExample, term: "tea", max_results: 5, team_name: "Engine" },
      answers: [
        {
          method: "POST",
          url: LINEAR_URL,
          requestBody: {
            query: QUERY,
            variables: { term: "tea", first: 5, filter: { team: { name: { eqIgnoreCase: "Engine" } } } },
          },
          body: { data: { searchIssues: { nodes: [] } } },
        },
      ],
      yields: { issues: [[]] },
    },
    {
      input: { credentials: linearExample, term: "tea" },
      answers: [
        {
          method: "POST",
          url: LINEAR_URL,
          body: {
            data: null,
            errors: [
              { message: "No access", extensions: { userPresentableMessage: "You may not read it." } },
            ],
          },
        },
      ],
      yields: { error: ["Linear refuses: You may not read it."] },
    },
  ],
});
