import { agentExecutor } from "./agent/agent-executor.ts";
import { aiCondition } from "./ai/ai-condition.ts";
import { aiConversation } from "./ai/ai-conversation.ts";
import { aiListGenerator } from "./ai/ai-list-generator.ts";
import { aiStructuredResponseGenerator } from "./ai/ai-structured-response-generator.ts";
import { aiTextGenerator } from "./ai/ai-text-generator.ts";
import { aiTextSummarizer } from "./ai/ai-text-summarizer.ts";
import { orchestrator } from "./ai/orchestrator.ts";
import { AIRTABLE_BLOCKS } from "./airtable/registry.ts";
import { note } from "./basic/note.ts";
import { storeValue } from "./basic/store-value.ts";
import { universalTypeConverter } from "./basic/universal-type-converter.ts";
import type { Block } from "./block.ts";
import { CODE_BLOCKS } from "./code/registry.ts";
import { addToDictionary } from "./data/add-to-dictionary.ts";
import { addToList } from "./data/add-to-list.ts";
import { concatenateLists } from "./data/concatenate-lists.ts";
import { createDictionary } from "./data/create-dictionary.ts";
import { createList } from "./data/create-list.ts";
import { dictionaryIsEmpty } from "./data/dictionary-is-empty.ts";
import { findInDictionary } from "./data/find-in-dictionary.ts";
import { findInList } from "./data/find-in-list.ts";
import { flattenList } from "./data/flatten-list.ts";
import { getListItem } from "./data/get-list-item.ts";
import { interleaveLists } from "./data/interleave-lists.ts";
import { keywordSuggestionExtractor } from "./data/keyword-suggestion-extractor.ts";
import { listDifference } from "./data/list-difference.ts";
import { listIntersection } from "./data/list-intersection.ts";
import { listIsEmpty } from "./data/list-is-empty.ts";
import { relatedKeywordExtractor } from "./data/related-keyword-extractor.ts";
import { removeFromDictionary } from "./data/remove-from-dictionary.ts";
import { removeFromList } from "./data/remove-from-list.ts";
import { replaceDictionaryValue } from "./data/replace-dictionary-value.ts";
import { replaceListItem } from "./data/replace-list-item.ts";
import { reverseListOrder } from "./data/reverse-list-order.ts";
import { zipLists } from "./data/zip-lists.ts";
import { DISCORD_BLOCKS } from "./discord/registry.ts";
import { EXA_BLOCKS } from "./exa/registry.ts";
import { fileRead } from "./files/file-read.ts";
import { fileStore } from "./files/file-store.ts";
import { githubCreateCommentObject } from "./github/github-create-comment-object.ts";
import { githubDiscussionTrigger } from "./github/github-discussion-trigger.ts";
import { githubIssuesTrigger } from "./github/github-issues-trigger.ts";
import { githubPullRequestTrigger } from "./github/github-pull-request-trigger.ts";
import { githubReleaseTrigger } from "./github/github-release-trigger.ts";
import { githubStarTrigger } from "./github/github-star-trigger.ts";
import { GITHUB_BLOCKS } from "./github/registry.ts";
import { GOOGLE_BLOCKS } from "./google/registry.ts";
import { getWikipediaSummary } from "./http/get-wikipedia-summary.ts";
import { readRssFeed } from "./http/read-rss-feed.ts";
import { sendAuthenticatedWebRequest } from "./http/send-authenticated-web-request.ts";
import { sendWebRequest } from "./http/send-web-request.ts";
import { agentDateInput } from "./io/date-input.ts";
import { agentDropdownInput } from "./io/dropdown-input.ts";
import { agentFileInput } from "./io/file-input.ts";
import { agentGoogleDriveFileInput } from "./io/google-drive-file-input.ts";
import { agentInput } from "./io/input.ts";
import { agentLongTextInput } from "./io/long-text-input.ts";
import { agentNumberInput } from "./io/number-input.ts";
import { agentOutput } from "./io/output.ts";
import { agentShortTextInput } from "./io/short-text-input.ts";
import { agentTableInput } from "./io/table-input.ts";
import { agentTimeInput } from "./io/time-input.ts";
import { agentToggleInput } from "./io/toggle-input.ts";
import { LINEAR_BLOCKS } from "./linear/registry.ts";
import { calculator } from "./logic/calculator.ts";
import { condition } from "./logic/condition.ts";
import { countItems } from "./logic/count-items.ts";
import { dataSampling } from "./logic/data-sampling.ts";
import { ifInputMatches } from "./logic/if-input-matches.ts";
import { stepThroughItems } from "./logic/step-through-items.ts";
import { sendEmail } from "./mail/send-email.ts";
import { mcpTool } from "./mcp/mcp-tool.ts";
import { persistInformation } from "./memory/persist-information.ts";
import { retrieveInformation } from "./memory/retrieve-information.ts";
import { NOTION_BLOCKS } from "./notion/registry.ts";
import { SEARCH_BLOCKS } from "./search/registry.ts";
import { SLACK_BLOCKS } from "./slack/registry.ts";
import { sqlQuery } from "./sql/sql-query.ts";
import { TELEGRAM_BLOCKS } from "./telegram/registry.ts";
import { codeExtraction } from "./text/code-extraction.ts";
import { combineTexts } from "./text/combine-texts.ts";
import { extractTextInformation } from "./text/extract-text-information.ts";
import { fillTextTemplate } from "./text/fill-text-template.ts";
import { matchTextPattern } from "./text/match-text-pattern.ts";
import { readSpreadsheet } from "./text/read-spreadsheet.ts";
import { textDecoder } from "./text/text-decoder.ts";
import { textEncoder } from "./text/text-encoder.ts";
import { textReplace } from "./text/text-replace.ts";
import { textSplit } from "./text/text-split.ts";
import { wordCharacterCount } from "./text/word-character-count.ts";
import { xmlParser } from "./text/xml-parser.ts";
import { getCurrentDate } from "./time/get-current-date.ts";
import { getCurrentDateAndTime } from "./time/get-current-date-and-time.ts";
import { getCurrentTime } from "./time/get-current-time.ts";
import { TODOIST_BLOCKS } from "./todoist/registry.ts";
import { compassAiTrigger } from "./trigger/compass-ai-trigger.ts";
import { genericWebhookTrigger } from "./trigger/generic-webhook-trigger.ts";
import { TWITTER_BLOCKS } from "./twitter/registry.ts";
import { countdownTimer } from "./waiting/countdown-timer.ts";
import { humanInTheLoop } from "./waiting/human-in-the-loop.ts";
import { waitForEvent } from "./waiting/wait-for-event.ts";
import { transcribeYoutubeVideo } from "./youtube/transcribe-youtube-video.ts";

/** Every block there is. A block that is not in this list does not exist. */
export const BLOCKS: readonly Block[] = [
  agentExecutor,
  aiCondition,
  aiConversation,
  aiListGenerator,
  aiStructuredResponseGenerator,
  aiTextGenerator,
  aiTextSummarizer,
  orchestrator,
  mcpTool,
  countdownTimer,
  humanInTheLoop,
  waitForEvent,
  agentDateInput,
  agentDropdownInput,
  agentFileInput,
  agentGoogleDriveFileInput,
  agentInput,
  agentLongTextInput,
  agentNumberInput,
  agentOutput,
  agentShortTextInput,
  agentTableInput,
  agentTimeInput,
  agentToggleInput,
  note,
  storeValue,
  universalTypeConverter,
  calculator,
  condition,
  countItems,
  ifInputMatches,
  stepThroughItems,
  codeExtraction,
  combineTexts,
  extractTextInformation,
  fillTextTemplate,
  matchTextPattern,
  textDecoder,
  textEncoder,
  textReplace,
  textSplit,
  wordCharacterCount,
  getCurrentDateAndTime,
  getCurrentDate,
  getCurrentTime,
  addToDictionary,
  addToList,
  concatenateLists,
  createDictionary,
  createList,
  dictionaryIsEmpty,
  findInDictionary,
  findInList,
  flattenList,
  getListItem,
  interleaveLists,
  listDifference,
  listIntersection,
  listIsEmpty,
  removeFromDictionary,
  removeFromList,
  replaceDictionaryValue,
  replaceListItem,
  reverseListOrder,
  zipLists,
  dataSampling,
  readSpreadsheet,
  xmlParser,
  sendWebRequest,
  sendAuthenticatedWebRequest,
  fileStore,
  fileRead,
  persistInformation,
  retrieveInformation,
  genericWebhookTrigger,
  compassAiTrigger,
  githubPullRequestTrigger,
  githubStarTrigger,
  githubReleaseTrigger,
  githubIssuesTrigger,
  githubDiscussionTrigger,
  githubCreateCommentObject,
  readRssFeed,
  getWikipediaSummary,
  keywordSuggestionExtractor,
  relatedKeywordExtractor,
  sqlQuery,
  sendEmail,
  ...GITHUB_BLOCKS,
  ...GOOGLE_BLOCKS,
  ...SLACK_BLOCKS,
  ...NOTION_BLOCKS,
  ...LINEAR_BLOCKS,
  ...TWITTER_BLOCKS,
  ...TELEGRAM_BLOCKS,
  ...DISCORD_BLOCKS,
  ...AIRTABLE_BLOCKS,
  ...TODOIST_BLOCKS,
  ...SEARCH_BLOCKS,
  ...EXA_BLOCKS,
  ...CODE_BLOCKS,
  transcribeYoutubeVideo,
];

const byId = new Map(BLOCKS.map((block) => [block.id, block]));

export const findBlock = (id: string): Block | undefined => byId.get(id);
