import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterPinList = block({
  id: "8ec16e48-a62f-11ef-9f35-f3d6de43a802",
  name: "TwitterPinListBlock",
  description: "Pins a list on X.",
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
    const Answer = z.object({ data: z.object({ pinned: z.boolean() }) });
    const { data } = await client.ask(Answer, `/users/${await ownId(client)}/pinned_lists`, {
      method: "POST",
      body: { list_id },
    });
    yield ["success", data.pinned];
  },
  examples: [
    {
      input: { credentials: twitterExample, list_id: "56" },
      answers: [
        exampleMe,
        {
          method: "POST",
          url: "https://api.twitter.com/2/users/7/pinned_lists",
          requestBody: { list_id: "56" },
          body: { data: { pinned: true } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
