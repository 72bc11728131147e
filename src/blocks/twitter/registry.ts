import type { Block } from "../block.ts";
import { twitterAddListMember } from "./twitter-add-list-member.ts";
import { twitterBookmarkTweet } from "./twitter-bookmark-tweet.ts";
import { twitterCreateList } from "./twitter-create-list.ts";
import { twitterDeleteList } from "./twitter-delete-list.ts";
import { twitterDeleteTweet } from "./twitter-delete-tweet.ts";
import { twitterFollowList } from "./twitter-follow-list.ts";
import { twitterFollowUser } from "./twitter-follow-user.ts";
import { twitterGetBlockedUsers } from "./twitter-get-blocked-users.ts";
import { twitterGetBookmarkedTweets } from "./twitter-get-bookmarked-tweets.ts";
import { twitterGetFollowers } from "./twitter-get-followers.ts";
import { twitterGetFollowing } from "./twitter-get-following.ts";
import { twitterGetHomeTimeline } from "./twitter-get-home-timeline.ts";
import { twitterGetLikedTweets } from "./twitter-get-liked-tweets.ts";
import { twitterGetLikingUsers } from "./twitter-get-liking-users.ts";
import { twitterGetList } from "./twitter-get-list.ts";
import { twitterGetListMembers } from "./twitter-get-list-members.ts";
import { twitterGetListMemberships } from "./twitter-get-list-memberships.ts";
import { twitterGetListTweets } from "./twitter-get-list-tweets.ts";
import { twitterGetMutedUsers } from "./twitter-get-muted-users.ts";
import { twitterGetOwnedLists } from "./twitter-get-owned-lists.ts";
import { twitterGetPinnedLists } from "./twitter-get-pinned-lists.ts";
import { twitterGetQuoteTweets } from "./twitter-get-quote-tweets.ts";
import { twitterGetRetweeters } from "./twitter-get-retweeters.ts";
import { twitterGetSpaceBuyers } from "./twitter-get-space-buyers.ts";
import { twitterGetSpaceById } from "./twitter-get-space-by-id.ts";
import { twitterGetSpaceTweets } from "./twitter-get-space-tweets.ts";
import { twitterGetSpaces } from "./twitter-get-spaces.ts";
import { twitterGetTweet } from "./twitter-get-tweet.ts";
import { twitterGetTweets } from "./twitter-get-tweets.ts";
import { twitterGetUser } from "./twitter-get-user.ts";
import { twitterGetUserMentions } from "./twitter-get-user-mentions.ts";
import { twitterGetUserTweets } from "./twitter-get-user-tweets.ts";
import { twitterGetUsers } from "./twitter-get-users.ts";
import { twitterHideReply } from "./twitter-hide-reply.ts";
import { twitterLikeTweet } from "./twitter-like-tweet.ts";
import { twitterMuteUser } from "./twitter-mute-user.ts";
import { twitterPinList } from "./twitter-pin-list.ts";
import { twitterPostTweet } from "./twitter-post-tweet.ts";
import { twitterRemoveBookmarkTweet } from "./twitter-remove-bookmark-tweet.ts";
import { twitterRemoveListMember } from "./twitter-remove-list-member.ts";
import { twitterRemoveRetweet } from "./twitter-remove-retweet.ts";
import { twitterRetweet } from "./twitter-retweet.ts";
import { twitterSearchRecentTweets } from "./twitter-search-recent-tweets.ts";
import { twitterSearchSpaces } from "./twitter-search-spaces.ts";
import { twitterUnfollowList } from "./twitter-unfollow-list.ts";
import { twitterUnfollowUser } from "./twitter-unfollow-user.ts";
import { twitterUnhideReply } from "./twitter-unhide-reply.ts";
import { twitterUnlikeTweet } from "./twitter-unlike-tweet.ts";
import { twitterUnmuteUser } from "./twitter-unmute-user.ts";
import { twitterUnpinList } from "./twitter-unpin-list.ts";
import { twitterUpdateList } from "./twitter-update-list.ts";

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
  twitterAddListMember,
  twitterFollowList,
  twitterGetBlockedUsers,
  twitterGetBookmarkedTweets,
  twitterGetFollowers,
  twitterGetFollowing,
  twitterGetLikedTweets,
  twitterGetLikingUsers,
  twitterGetListMembers,
  twitterGetListMemberships,
  twitterGetListTweets,
  twitterGetList,
  twitterGetMutedUsers,
  twitterGetOwnedLists,
  twitterGetPinnedLists,
  twitterGetRetweeters,
  twitterGetSpaceBuyers,
  twitterGetSpaceById,
  twitterGetSpaceTweets,
  twitterGetSpaces,
  twitterGetUser,
  twitterGetUsers,
  twitterPinList,
  twitterRemoveListMember,
  twitterSearchSpaces,
  twitterUnfollowList,
  twitterUnpinList,
  twitterUpdateList,
];
