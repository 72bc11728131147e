import * as z from "zod";
import { block } from "../block.ts";
import { LINEAR_URL, linear, linearCredentials, linearExample } from "./api.ts";

const QUERY = "query($term: String!) { searchProjects(term: $term) { nodes { id name description } } }";

const Project = () => z.object({ id: z.string(), name: z.string(), description: z.string() });

export const linearSearchProjects = block({
  id: "446a1d35-9d8f-4ac5-83ea-7684ec50e6af",
  name: "LinearSearchProjectsBlock",
  description: "Finds projects of Linear by their text.",
  categories: ["PRODUCTIVITY", "ISSUE_TRACKING"],
  pure: false,
  input: () =>
    z.object({ credentials: linearCredentials("read"), term: z.string().describe("What to look for") }),
  output: () => z.object({ projects: z.array(Project()).describe("All of them") }),
  async *run({ credentials, term }, io) {
    const Found = z.object({ searchProjects: z.object({ nodes: z.array(Project()) }) });
    const { searchProjects } = await linear(io, credentials, Found, QUERY, { term });
    yield ["projects", searchProjects.nodes];
  },
  examples: [
    {
      input: { credentials: linearExample, term: "tea" },
      answers: [
        {
          method: "POST",
          url: LINEAR_URL,
          requestBody: { query: QUERY, variables: { term: "tea" } },
          body: { data: { searchProjects: { nodes: [{ id: "p1", name: "Tea", description: "" }] } } },
        },
      ],
      yields: { projects: [[{ id: "p1", name: "Tea", description: "" }]] },
    },
  ],
});
