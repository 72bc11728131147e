import type { Block } from "../block.ts";
import { twitterBookmarkTweet } from "./twitter-bookmark-tweet.ts";
import { twitterCreateList } from "./twitter-create-list.ts";
import { twitterDeleteList } from "./twitter-delete-list.ts";
import { twitterDeleteTweet } from "./twitter-delete-tweet.ts";
import { twitterFollowUser } from "./twitter-follow-user.ts";
import { twitterGetHomeTimeline } from "./twitter-get-home-timeline.ts";
import { twitterGetQuoteTweets } from "./twitter-get-quote-tweets.ts";
import { twitterGetTweet } from "./twitter-get-tweet.ts";
import { twitterGetTweets } from "./twitter-get-tweets.ts";
import { twitterGetUserMentions } from "./twitter-get-user-mentions.ts";
import { twitterGetUserTweets } from "./twitter-get-user-tweets.ts";
import { twitterHideReply } from "./twitter-hide-reply.ts";
import { twitterLikeTweet } from "./twitter-like-tweet.ts";
import { twitterMuteUser } from "./twitter-mute-user.ts";
import { twitterPostTweet } from "./twitter-post-tweet.ts";
import { twitterRemoveBookmarkTweet } from "./twitter-remove-bookmark-tweet.ts";
import { twitterRemoveRetweet } from "./twitter-remove-retweet.ts";
import { twitterRetweet } from "./twitter-retweet.ts";
import { twitterSearchRecentTweets } from "./twitter-search-recent-tweets.ts";
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
  twitterGetHomeTimeline,
  twitterGetQuoteTweets,
  twitterGetTweet,
  twitterGetTweets,
  twitterGetUserMentions,
  twitterGetUserTweets,
  twitterHideReply,
  twitterLikeTweet,
  twitterMuteUser,
  twitterPostTweet,
  twitterRemoveBookmarkTweet,
  twitterRemoveRetweet,
  twitterRetweet,
  twitterSearchRecentTweets,
  twitterUnfollowUser,
  twitterUnhideReply,
  twitterUnlikeTweet,
  twitterUnmuteUser,
];
