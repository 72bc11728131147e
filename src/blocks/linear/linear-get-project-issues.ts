import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { block } from "../block.ts";
import { ISSUE_FIELDS, Issue, LINEAR_URL, linear, linearCredentials, linearExample } from "./api.ts";

const QUERY = `query($filter: IssueFilter!, $comments: Boolean!) { issues(filter: $filter, first: 100) { nodes { ${ISSUE_FIELDS} comments @include(if: $comments) { nodes { id body } } } } }`;

const Commented = () =>
  Issue().extend({ comments: z.array(z.object({ id: z.string(), body: z.string() })).optional() });

export const linearGetProjectIssues = block({
  id: "c7d3f1e8-45a9-4b2c-9f81-3e6a8d7c5b1a",
  name: "LinearGetProjectIssuesBlock",
  description: "Lists the issues of a project of Linear that have a status, up to 100.",
  categories: ["PRODUCTIVITY", "ISSUE_TRACKING"],
  pure: false,
  input: () =>
    z.object({
      credentials: linearCredentials("read"),
      project: z.string().describe("Name of the project"),
      status: z.string().describe("Name of the status, such as Todo"),
      is_assigned: z.boolean().default(false).describe("Whether somebody is to do them"),
      include_comments: z.boolean().default(false).describe("Whether to read their comments too"),
    }),
  output: () => z.object({ issues: z.array(Commented()).describe("All of them") }),
  async *run({ credentials, project, status, is_assigned, include_comments }, io) {
    const Node = Issue().extend({
      comments: z.object({ nodes: z.array(z.object({ id: z.string(), body: z.string() })) }).optional(),
    });
    const Found = z.object({ issues: z.object({ nodes: z.array(Node) }) });
    const filter: JsonObject = {
      project: { name: { eq: project } },
      state: { name: { eq: status } },
      assignee: { null: !is_assigned },
    };
    const { issues } = await linear(io, credentials, Found, QUERY, { filter, comments: include_comments });
    yield [
      "issues",
      issues.nodes.map(({ comments, ...issue }) => ({
        ...issue,
        ...(comments !== undefined && { comments: comments.nodes }),
      })),
    ];
  },
  examples: [
    {
      input: { credentials: linearExample, project: "Tea", status: "Todo", include_comments: true },
      answers: [
        {
          method: "POST",
          url: LINEAR_URL,
          requestBody: {
            query: QUERY,
            variables: {
              filter: {
                project: { name: { eq: "Tea" } },
                state: { name: { eq: "Todo" } },
                assignee: { null: true },
              },
              comments: true,
            },
          },
          body: {
            data: {
              issues: {
                nodes: [
                  {
                    id: "i1",
                    identifier: "ENG-7",
                    title: "Boil",
                    description: null,
                    priority: 0,
                    comments: { nodes: [{ id: "c1", body: "Hot" }] },
                  },
                ],
              },
            },
          },
        },
      ],
      yields: {
        issues: [
          [
            {
              id: "i1",
              identifier: "ENG-7",
              title: "Boil",
              description: null,
              priority: 0,
              comments: [{ id: "c1", body: "Hot" }],
            },
          ],
        ],
      },
    },
  ],
});
