import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterUnfollowList = block({
  id: "1f43310a-a62f-11ef-8276-2b06a1bbae1a",
  name: "TwitterUnfollowListBlock",
  description: "Follows a list on X no longer.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("list.write"),
      list_id: z.string().describe("Id of the list"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is so now") }),
  async *run({ credentials, list_id }, io) {
    const client = twitter(io, credentials);
    const Answer = z.object({ data: z.object({ following: z.boolean() }) });
    const { data } = await client.ask(
      Answer,
      `/users/${await ownId(client)}/followed_lists/${encodeURIComponent(list_id)}`,
      { method: "DELETE" },
    );
    yield ["success", !data.following];
  },
  examples: [
    {
      input: { credentials: twitterExample, list_id: "56" },
      answers: [
        exampleMe,
        {
          method: "DELETE",
          url: "https://api.twitter.com/2/users/7/followed_lists/56",
          body: { data: { following: false } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
