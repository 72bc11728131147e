import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterMuteUser = block({
  id: "4d1919d0-a631-11ef-90ab-3b73af9ce8f1",
  name: "TwitterMuteUserBlock",
  description: "Mutes somebody on X.",
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
    const { data } = await client.ask(Answer, `/users/${await ownId(client)}/muting`, {
      method: "POST",
      body: { target_user_id },
    });
    yield ["success", data.muting];
  },
  examples: [
    {
      input: { credentials: twitterExample, target_user_id: "34" },
      answers: [
        exampleMe,
        {
          method: "POST",
          url: "https://api.twitter.com/2/users/7/muting",
          requestBody: { target_user_id: "34" },
          body: { data: { muting: true } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
