import { randomUUID } from "node:crypto";
import { buildSchema, GraphQLError, graphql } from "graphql";
import { Hono } from "hono";
import * as z from "zod";
import { serve } from "./serve.ts";

/** The part of Linear's schema that there is here: https://linear.app/developers/graphql */
const SCHEMA = buildSchema(`
  type Query {
    teams(filter: TeamFilter, first: Int): TeamConnection!
    projects(filter: ProjectFilter, first: Int): ProjectConnection!
    issues(filter: IssueFilter, first: Int): IssueConnection!
    searchIssues(term: String!, first: Int, filter: IssueFilter, teamId: String): IssueSearchPayload!
    searchProjects(term: String!, first: Int): ProjectSearchPayload!
  }
  type Mutation {
    issueCreate(input: IssueCreateInput!): IssuePayload!
    commentCreate(input: CommentCreateInput!): CommentPayload!
  }
  type Team { id: ID! name: String! key: String! }
  type TeamConnection { nodes: [Team!]! }
  type Project { id: ID! name: String! description: String! }
  type ProjectConnection { nodes: [Project!]! }
  type ProjectSearchResult { id: ID! name: String! description: String! }
  type ProjectSearchPayload { nodes: [ProjectSearchResult!]! totalCount: Float! }
  type WorkflowState { id: ID! name: String! }
  type Comment { id: ID! body: String! }
  type CommentConnection { nodes: [Comment!]! }
  type Issue {
    id: ID! identifier: String! title: String! description: String priority: Float! url: String!
    state: WorkflowState! comments(first: Int): CommentConnection!
  }
  type IssueConnection { nodes: [Issue!]! }
  type IssueSearchResult { id: ID! identifier: String! title: String! description: String priority: Float! }
  type IssueSearchPayload { nodes: [IssueSearchResult!]! totalCount: Float! }
  type IssuePayload { success: Boolean! issue: Issue }
  type CommentPayload { success: Boolean! comment: Comment! }
  input StringComparator { eq: String eqIgnoreCase: String contains: String }
  input TeamFilter { name: StringComparator }
  input NullableProjectFilter { name: StringComparator null: Boolean }
  input ProjectFilter { name: StringComparator }
  input WorkflowStateFilter { name: StringComparator }
  input NullableUserFilter { name: StringComparator null: Boolean }
  input IssueFilter { team: TeamFilter project: NullableProjectFilter state: WorkflowStateFilter assignee: NullableUserFilter }
  input IssueCreateInput {
    teamId: String! title: String description: String priority: Int projectId: String stateId: String assigneeId: String
  }
  input CommentCreateInput { issueId: String body: String parentId: String }
`);

interface Issue {
  id: string;
  identifier: string;
  title: string;
  description: string | null;
  priority: number;
  teamId: string;
  projectId: string | undefined;
  comments: { id: string; body: string }[];
}

interface Comparator {
  eq?: string;
  eqIgnoreCase?: string;
}
interface IssueFilter {
  team?: { name?: Comparator };
  project?: { name?: Comparator };
  state?: { name?: Comparator };
  assignee?: { null?: boolean };
}

const TEAMS = [
  { id: randomUUID(), name: "Engine", key: "ENG" },
  { id: randomUUID(), name: "Kitchen", key: "KIT" },
];
const PROJECTS = [{ id: randomUUID(), name: "Tea", description: "Warm" }];

/** Linear's GraphQL API, with two teams and one project. */
export async function startLinear(key: string) {
  const issues: Issue[] = [];
  const app = new Hono();
  app.post("/graphql", async (c) => {
    // A personal key stands alone, without "Bearer".
    if (c.req.header("authorization") !== key) {
      const extensions = { type: "authentication error", code: "AUTHENTICATION_ERROR" };
      return c.json({ errors: [{ message: "Authentication required, not authenticated", extensions }] }, 401);
    }
    const { query, variables } = Asked.parse(await c.req.json());
    const answer = await graphql({
      schema: SCHEMA,
      source: query,
      variableValues: variables,
      rootValue: rootOf(issues),
    });
    // What does not fit the schema is a bad request; what a resolver objects to comes beside the data.
    return c.json(answer, answer.data === undefined ? 400 : 200);
  });
  const tired = () =>
    Response.json(
      {
        errors: [
          { message: "Rate limit exceeded", extensions: { type: "ratelimited", code: "RATELIMITED" } },
        ],
      },
      { status: 400, headers: { "x-ratelimit-requests-remaining": "0" } },
    );
  return { ...(await serve(app, tired)), issues };
}

const Asked = z.object({ query: z.string(), variables: z.record(z.string(), z.json()).default({}) });

const rootOf = (issues: Issue[]) => ({
  teams: ({ filter }: { filter?: { name?: Comparator } }) => ({
    nodes: TEAMS.filter(({ name }) => fits(filter?.name, name)),
  }),
  projects: ({ filter }: { filter?: { name?: Comparator } }) => ({
    nodes: PROJECTS.filter(({ name }) => fits(filter?.name, name)),
  }),
  issues: ({ filter = {}, first = 50 }: { filter?: IssueFilter; first?: number }) => ({
    nodes: issues
      .filter((issue) => isWanted(issue, filter))
      .slice(0, first)
      .map(present),
  }),
  searchIssues: ({
    term,
    first = 50,
    filter = {},
  }: {
    term: string;
    first?: number;
    filter?: IssueFilter;
  }) => {
    const found = issues.filter((issue) => issue.title.includes(term) && isWanted(issue, filter));
    return { nodes: found.slice(0, first), totalCount: found.length };
  },
  searchProjects: ({ term }: { term: string }) => {
    const found = PROJECTS.filter(({ name }) => name.includes(term));
    return { nodes: found, totalCount: found.length };
  },
  issueCreate: ({ input }: { input: Partial<Issue> & { teamId: string } }) => {
    const team = TEAMS.find(({ id }) => id === input.teamId);
    if (team === undefined || input.title === undefined) throw refusal("teamId must be the id of a team.");
    const made: Issue = {
      id: randomUUID(),
      identifier: `${team.key}-${issues.length + 1}`,
      title: input.title,
      description: input.description ?? null,
      priority: input.priority ?? 0,
      teamId: team.id,
      projectId: input.projectId,
      comments: [],
    };
    issues.push(made);
    return { success: true, issue: present(made) };
  },
  commentCreate: ({ input }: { input: { issueId: string; body: string } }) => {
    const issue = issues.find(({ id, identifier }) => id === input.issueId || identifier === input.issueId);
    if (issue === undefined) throw refusal("Could not find referenced Issue.");
    const comment = { id: randomUUID(), body: input.body };
    issue.comments.push(comment);
    return { success: true, comment };
  },
});

const refusal = (userPresentableMessage: string) =>
  new GraphQLError("Argument Validation Error", {
    extensions: { type: "invalid input", code: "INPUT_ERROR", userError: true, userPresentableMessage },
  });

const fits = (comparator: Comparator | undefined, text: string | undefined): boolean =>
  comparator === undefined ||
  comparator.eq === text ||
  (comparator.eqIgnoreCase !== undefined && comparator.eqIgnoreCase.toLowerCase() === text?.toLowerCase());

const isWanted = (issue: Issue, { team, project, state, assignee }: IssueFilter): boolean =>
  fits(team?.name, TEAMS.find(({ id }) => id === issue.teamId)?.name) &&
  fits(project?.name, PROJECTS.find(({ id }) => id === issue.projectId)?.name) &&
  fits(state?.name, "Todo") &&
  assignee?.null !== false;

const present = (issue: Issue) => ({
  ...issue,
  url: `https://linear.app/lovelace/issue/${issue.identifier}`,
  state: { id: "s", name: "Todo" },
  comments: { nodes: issue.comments },
});
