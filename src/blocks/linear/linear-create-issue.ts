import * as z from "zod";
import { BlockError, type BlockIo, block } from "../block.ts";
import type { CredentialRef } from "../credential-pin.ts";
import { LINEAR_URL, linear, linearCredentials, linearExample, teamNamed } from "./api.ts";

const QUERY =
  "mutation($input: IssueCreateInput!) { issueCreate(input: $input) { issue { identifier title } } }";

export const linearCreateIssue = block({
  id: "f9c68f55-dcca-40a8-8771-abf9601680aa",
  name: "LinearCreateIssueBlock",
  description: "Opens an issue in Linear.",
  categories: ["PRODUCTIVITY", "ISSUE_TRACKING"],
  pure: false,
  input: () =>
    z.object({
      credentials: linearCredentials("issues:create"),
      title: z.string().describe("Title of the issue"),
      description: z.string().describe("What it says, in Markdown"),
      team_name: z.string().describe("Name of the team whose issue it is"),
      priority: z.int().min(0).max(4).optional().describe("From 1, urgent, to 4, low; 0 for none"),
      project_name: z.string().optional().describe("Name of the project that it belongs to"),
    }),
  output: () =>
    z.object({
      issue_id: z.string().describe("Id of the issue, such as ENG-7"),
      issue_title: z.string().describe("Its title"),
    }),
  async *run({ credentials, title, description, team_name, priority, project_name }, io) {
    const Made = z.object({
      issueCreate: z.object({ issue: z.object({ identifier: z.string(), title: z.string() }) }),
    });
    const teamId = await teamNamed(io, credentials, team_name);
    const projectId = project_name ? await projectNamed(io, credentials, project_name) : undefined;
    const input = {
      teamId,
      title,
      description,
      ...(priority !== undefined && { priority }),
      ...(projectId !== undefined && { projectId }),
    };
    const { issueCreate } = await linear(io, credentials, Made, QUERY, { input });
    yield ["issue_id", issueCreate.issue.identifier];
    yield ["issue_title", issueCreate.issue.title];
  },
  examples: [
    {
      input: {
        credentials: linearExample,
        title: "Stuck",
        description: "It is",
        team_name: "Engine",
        priority: 1,
      },
      answers: [
        { method: "POST", url: LINEAR_URL, body: { data: { teams: { nodes: [{ id: "t1" }] } } } },
        {
          method: "POST",
          url: LINEAR_URL,
          requestBody: {
            query: QUERY,
            variables: { input: { teamId: "t1", title: "Stuck", description: "It is", priority: 1 } },
          },
          body: { data: { issueCreate: { issue: { identifier: "ENG-7", title: "Stuck" } } } },
        },
      ],
      yields: { issue_id: ["ENG-7"], issue_title: ["Stuck"] },
    },
    {
      input: { credentials: linearExample, title: "Stuck", description: "", team_name: "Nobody" },
      answers: [{ method: "POST", url: LINEAR_URL, body: { data: { teams: { nodes: [] } } } }],
      yields: { error: ['Linear has no team "Nobody"'] },
    },
  ],
});

async function projectNamed(io: BlockIo, using: CredentialRef, name: string): Promise<string> {
  const Projects = z.object({ projects: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });
  const query =
    "query($name: String!) { projects(filter: { name: { eqIgnoreCase: $name } }) { nodes { id } } }";
  const [project] = (await linear(io, using, Projects, query, { name })).projects.nodes;
  if (project === undefined) throw new BlockError(`Linear has no project "${name}"`);
  return project.id;
}
