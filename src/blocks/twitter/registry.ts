import type { Block } from "../block.ts";
import { twitterBookmarkTweet } from "./twitter-bookmark-tweet.ts";
import { twitterCreateList } from "./twitter-create-list.ts";
import { twitterDeleteList } from "./twitter-delete-list.ts";
import { twitterDeleteTweet } from "./twitter-delete-tweet.ts";
import { twitterFollowUser } from "./twitter-follow-user.ts";
import { twitterHideReply } from "./twitter-hide-reply.ts";
import { twitterLikeTweet } from "./twitter-like-tweet.ts";
import { twitterMuteUser } from "./twitter-mute-user.ts";
import { twitterRemoveBookmarkTweet } from "./twitter-remove-bookmark-tweet.ts";
import { twitterRemoveRetweet } from "./twitter-remove-retweet.ts";
import { twitterRetweet } from "./twitter-retweet.ts";
import { twitterUnfollowUser } from "./twitter-unfollow-user.ts";
import { twitterUnhideReply } from "./twitter-unhide-reply.ts";
import { twitterUnlikeTweet } from "./twitter-unlike-tweet.ts";
import { twitterUnmuteUser } from "./twitter-unmute-user.ts";

export const TWITTER_BLOCKS: readonly Block[] = [
  twitterBookmarkTweet,
  twitterCreateList,
  twitterDeleteList,
  twitterDeleteTweet,
  twitterFollowUser,
  twitterHideReply,
  twitterLikeTweet,
  twitterMuteUser,
  twitterRemoveBookmarkTweet,
  twitterRemoveRetweet,
  twitterRetweet,
  twitterUnfollowUser,
  twitterUnhideReply,
  twitterUnlikeTweet,
  twitterUnmuteUser,
];
