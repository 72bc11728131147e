import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterUnmuteUser = block({
  id: "40458504-a631-11ef-940b-eff92be55422",
  name: "TwitterUnmuteUserBlock",
  description: "Mutes somebody on X no longer.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("mute.write"),
      target_user_id: z.string().describe("Id of the user"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is so now") }),
  async *run({ credentials, target_user_id }, io) {
    const client = twitter(io, credentials);
    const Answer = z.object({ data: z.object({ muting: z.boolean() }) });
    const { data } = await client.ask(
      Answer,
      `/users/${await ownId(client)}/muting/${encodeURIComponent(target_user_id)}`,
      { method: "DELETE" },
    );
    yield ["success", !data.muting];
  },
  examples: [
    {
      input: { credentials: twitterExample, target_user_id: "34" },
      answers: [
        exampleMe,
        {
          method: "DELETE",
          url: "https://api.twitter.com/2/users/7/muting/34",
          body: { data: { muting: false } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
