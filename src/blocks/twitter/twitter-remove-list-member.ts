import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterRemoveListMember = block({
  id: "5a3d1320-a62f-11ef-b7ce-a79e7656bcb0",
  name: "TwitterRemoveListMemberBlock",
  description: "Takes somebody off a list on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: twitterCredentials("list.write"),
      list_id: z.string().describe("Id of the list"),
      user_id: z.string().describe("Id of the user"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is so now") }),
  async *run({ credentials, list_id, user_id }, io) {
    const client = twitter(io, credentials);
    const Answer = z.object({ data: z.object({ is_member: z.boolean() }) });
    const { data } = await client.ask(
      Answer,
      `/lists/${encodeURIComponent(list_id)}/members/${encodeURIComponent(user_id)}`,
      { method: "DELETE" },
    );
    yield ["success", !data.is_member];
  },
  examples: [
    {
      input: { credentials: twitterExample, list_id: "56", user_id: "34" },
      answers: [
        {
          method: "DELETE",
          url: "https://api.twitter.com/2/lists/56/members/34",
          body: { data: { is_member: false } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
