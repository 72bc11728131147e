import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";

export const twitterAddListMember = block({
  id: "3ee8284e-a62f-11ef-84e4-8f6e2cbf0ddb",
  name: "TwitterAddListMemberBlock",
  description: "Puts somebody on a list on X.",
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
    const { data } = await client.ask(Answer, `/lists/${encodeURIComponent(list_id)}/members`, {
      method: "POST",
      body: { user_id },
    });
    yield ["success", data.is_member];
  },
  examples: [
    {
      input: { credentials: twitterExample, list_id: "56", user_id: "34" },
      answers: [
        {
          method: "POST",
          url: "https://api.twitter.com/2/lists/56/members",
          requestBody: { user_id: "34" },
          body: { data: { is_member: true } },
        },
      ],
      yields: { success: [true] },
    },
  ],
});
