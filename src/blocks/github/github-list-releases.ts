import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, repoPath, repoPin } from "./api.ts";

const Release = () => z.object({ name: z.string(), url: z.string() }).describe("A release");

export const githubListReleases = block({
  id: "3460367a-6ba7-4645-8ce6-47b05d040b92",
  name: "GithubListReleasesBlock",
  description: "Lists the releases of a repository of GitHub, newest first, up to 100.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () => z.object({ credentials: githubCredentials(), repo_url: repoPin() }),
  output: () => z.object({ release: Release(), releases: z.array(Release()).describe("All of them") }),
  async *run({ credentials, repo_url }, io) {
    const Found = z.object({ name: z.string().nullable(), tag_name: z.string(), html_url: z.string() });
    const path = `${repoPath(repo_url)}/releases`;
    const found = await github(io, credentials).ask(z.array(Found), path, { query: { per_page: 100 } });
    const releases = found.map(({ name, tag_name, html_url }) => ({ name: name || tag_name, url: html_url }));
    for (const release of releases) yield ["release", release];
    yield ["releases", releases];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/releases?per_page=100",
          body: [{ name: "", tag_name: "v1", html_url: "https://github.com/ada/engine/releases/tag/v1" }],
        },
      ],
      yields: {
        release: [{ name: "v1", url: "https://github.com/ada/engine/releases/tag/v1" }],
        releases: [[{ name: "v1", url: "https://github.com/ada/engine/releases/tag/v1" }]],
      },
    },
  ],
});
