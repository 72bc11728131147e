import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { advanced } from "../pins.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { chosen } from "./tweet-query.ts";

const Attachment = () =>
  z.discriminatedUnion("discriminator", [
    z.object({
      discriminator: z.literal("media"),
      media_ids: z.array(z.string()).max(4).optional(),
      tagged_user_ids: z.array(z.string()).max(10).optional(),
    }),
    z.object({ discriminator: z.literal("deep_link"), direct_message_deep_link: z.string() }),
    z.object({
      discriminator: z.literal("poll"),
      options: z.array(z.string()).min(2).max(4),
      duration_minutes: z.int().min(5).max(10_080),
    }),
    z.object({ discriminator: z.literal("place"), place_id: z.string() }),
    z.object({ discriminator: z.literal("quote"), quote_tweet_id: z.string() }),
  ]);

const MAY_REPLY = ["All_Users", "following", "mentionedUsers", "subscribers"] as const;

const Input = () =>
  z.object({
    credentials: twitterCredentials("tweet.write"),
    tweet_text: z.string().optional().describe("What to say; may be missing beside media"),
    for_super_followers_only: z.boolean().default(false).meta(advanced("Whether only subscribers see it")),
    attachment: Attachment()
      .default({ discriminator: "media" })
      .describe("Uploaded media, a link to your messages, a poll, a place, or a post to quote"),
    exclude_reply_user_ids: z
      .array(z.string())
      .optional()
      .meta(advanced("Ids of users whom the reply is not to mention")),
    in_reply_to_tweet_id: z.string().optional().meta(advanced("Id of the post that it replies to")),
    reply_settings: z
      .partialRecord(z.enum(MAY_REPLY), z.boolean())
      .default({ All_Users: true })
      .meta(advanced("Who may reply: one of all, those you follow, those mentioned, subscribers")),
  });

export const twitterPostTweet = block({
  id: "7bb0048a-a630-11ef-aeb8-abc0dadb9b12",
  name: "TwitterPostTweetBlock",
  description: "Posts on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: Input,
  output: () =>
    z.object({ tweet_id: z.string().describe("Id of the post"), tweet_url: z.string().describe("Its page") }),
  async *run({ credentials, ...post }, io) {
    const Made = z.object({ data: z.object({ id: z.string() }) });
    const { data } = await twitter(io, credentials).ask(Made, "/tweets", {
      method: "POST",
      body: bodyFor(post),
    });
    yield ["tweet_id", data.id];
    yield ["tweet_url", `https://twitter.com/i/web/status/${data.id}`];
  },
  examples: [
    {
      input: { credentials: twitterExample, tweet_text: "Tea" },
      answers: [
        {
          method: "POST",
          url: "https://api.twitter.com/2/tweets",
          requestBody: { text: "Tea" },
          status: 201,
          body: { data: { id: "12", text: "Tea" } },
        },
      ],
      yields: { tweet_id: ["12"], tweet_url: ["https://twitter.com/i/web/status/12"] },
    },
    {
      input: {
        credentials: twitterExample,
        tweet_text: "Tea?",
        attachment: { discriminator: "poll", options: ["Yes", "No"], duration_minutes: 60 },
        in_reply_to_tweet_id: "11",
        exclude_reply_user_ids: ["34"],
        reply_settings: { following: true },
      },
      answers: [
        {
          method: "POST",
          url: "https://api.twitter.com/2/tweets",
          requestBody: {
            text: "Tea?",
            poll: { options: ["Yes", "No"], duration_minutes: 60 },
            reply: { in_reply_to_tweet_id: "11", exclude_reply_user_ids: ["34"] },
            reply_settings: "following",
          },
          status: 201,
          body: { data: { id: "13", text: "Tea?" } },
        },
      ],
      yields: { tweet_id: ["13"], tweet_url: ["https://twitter.com/i/web/status/13"] },
    },
    {
      input: { credentials: twitterExample },
      yields: { error: ["A post needs a text or an attachment"] },
    },
    {
      input: { credentials: twitterExample, tweet_text: "Tea", exclude_reply_user_ids: ["34"] },
      yields: { error: ["exclude_reply_user_ids needs in_reply_to_tweet_id"] },
    },
    {
      input: {
        credentials: twitterExample,
        tweet_text: "Tea",
        reply_settings: { following: true, subscribers: true },
      },
      yields: { error: ["reply_settings takes one choice, not following,subscribers"] },
    },
  ],
});

type Post = Omit<z.output<ReturnType<typeof Input>>, "credentials">;

function bodyFor(post: Post): JsonObject {
  const { tweet_text: text = "" } = post;
  const attached = attachmentBody(post.attachment);
  if (text === "" && Object.keys(attached).length === 0) {
    throw new BlockError("A post needs a text or an attachment");
  }
  return {
    ...(text !== "" && { text }),
    ...(post.for_super_followers_only && { for_super_followers_only: true }),
    ...attached,
    ...replyBody(post),
    ...settingsBody(post.reply_settings),
  };
}

function attachmentBody(attachment: Post["attachment"]): JsonObject {
  switch (attachment.discriminator) {
    case "media": {
      const { media_ids = [], tagged_user_ids = [] } = attachment;
      if (media_ids.length === 0) return {};
      return { media: { media_ids, ...(tagged_user_ids.length > 0 && { tagged_user_ids }) } };
    }
    case "deep_link":
      return { direct_message_deep_link: attachment.direct_message_deep_link };
    case "poll":
      return { poll: { options: attachment.options, duration_minutes: attachment.duration_minutes } };
    case "place":
      return { geo: { place_id: attachment.place_id } };
    case "quote":
      return { quote_tweet_id: attachment.quote_tweet_id };
  }
}

function replyBody({ in_reply_to_tweet_id = "", exclude_reply_user_ids = [] }: Post): JsonObject {
  const excluded = exclude_reply_user_ids.length > 0 && { exclude_reply_user_ids };
  if (in_reply_to_tweet_id !== "") return { reply: { in_reply_to_tweet_id, ...excluded } };
  if (excluded) throw new BlockError("exclude_reply_user_ids needs in_reply_to_tweet_id");
  return {};
}

/** Everybody may reply where X is told nothing. */
function settingsBody(settings: Post["reply_settings"]): JsonObject {
  const choice = chosen(settings);
  if (choice.includes(",")) throw new BlockError(`reply_settings takes one choice, not ${choice}`);
  return choice === "" || choice === "All_Users" ? {} : { reply_settings: choice };
}
