import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pathPart, repoPage, repoPath, repoPin } from "./api.ts";

const Tag = () => z.object({ name: z.string(), url: z.string() }).describe("A tag");

export const githubListTags = block({
  id: "358924e7-9a11-4d1a-a0f2-13c67fe59e2e",
  name: "GithubListTagsBlock",
  description: "Lists the tags of a repository of GitHub, up to 100.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () => z.object({ credentials: githubCredentials(), repo_url: repoPin() }),
  output: () => z.object({ tag: Tag(), tags: z.array(Tag()).describe("All of them") }),
  async *run({ credentials, repo_url }, io) {
    const path = repoPath(repo_url);
    const Found = z.array(z.object({ name: z.string() }));
    const found = await github(io, credentials).ask(Found, `${path}/tags`, { query: { per_page: 100 } });
    const page = repoPage(repo_url);
    const tags = found.map(({ name }) => ({ name, url: `${page}/tree/${pathPart(name)}` }));
    for (const tag of tags) yield ["tag", tag];
    yield ["tags", tags];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/tags?per_page=100",
          body: [{ name: "v1", commit: { sha: "6dcb09b" } }],
        },
      ],
      yields: {
        tag: [{ name: "v1", url: "https://github.com/ada/engine/tree/v1" }],
        tags: [[{ name: "v1", url: "https://github.com/ada/engine/tree/v1" }]],
      },
    },
  ],
});
