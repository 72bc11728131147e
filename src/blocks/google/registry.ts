import type { Block } from "../block.ts";
import { googleCalendarCreateEvent } from "./calendar-create-event.ts";
import { googleCalendarReadEvents } from "./calendar-read-events.ts";
import { gmailAddLabel } from "./gmail-add-label.ts";
import { gmailCreateDraft } from "./gmail-create-draft.ts";
import { gmailDraftReply } from "./gmail-draft-reply.ts";
import { gmailGetProfile } from "./gmail-get-profile.ts";
import { gmailGetThread } from "./gmail-get-thread.ts";
import { gmailListLabels } from "./gmail-list-labels.ts";
import { gmailRead } from "./gmail-read.ts";
import { gmailRemoveLabel } from "./gmail-remove-label.ts";
import { gmailReply } from "./gmail-reply.ts";
import { gmailSend } from "./gmail-send.ts";
import { googleDocsAppendMarkdown } from "./google-docs-append-markdown.ts";
import { googleDocsAppendPlainText } from "./google-docs-append-plain-text.ts";
import { googleDocsCreate } from "./google-docs-create.ts";
import { googleDocsDeleteContent } from "./google-docs-delete-content.ts";
import { googleDocsExport } from "./google-docs-export.ts";
import { googleDocsFindReplacePlainText } from "./google-docs-find-replace-plain-text.ts";
import { googleDocsFormatText } from "./google-docs-format-text.ts";
import { googleDocsGetMetadata } from "./google-docs-get-metadata.ts";
import { googleDocsGetStructure } from "./google-docs-get-structure.ts";
import { googleDocsInsertMarkdownAt } from "./google-docs-insert-markdown-at.ts";
import { googleDocsInsertPageBreak } from "./google-docs-insert-page-break.ts";
import { googleDocsInsertPlainText } from "./google-docs-insert-plain-text.ts";
import { googleDocsInsertTable } from "./google-docs-insert-table.ts";
import { googleDocsRead } from "./google-docs-read.ts";
import { googleDocsReplaceAllWithMarkdown } from "./google-docs-replace-all-with-markdown.ts";
import { googleDocsReplaceContentWithMarkdown } from "./google-docs-replace-content-with-markdown.ts";
import { googleDocsReplaceRangeWithMarkdown } from "./google-docs-replace-range-with-markdown.ts";
import { googleDocsSetPublicAccess } from "./google-docs-set-public-access.ts";
import { googleDocsShare } from "./google-docs-share.ts";
import { googleSheetsAppendRow } from "./google-sheets-append-row.ts";
import { googleSheetsClear } from "./google-sheets-clear.ts";
import { googleSheetsCreateSpreadsheet } from "./google-sheets-create-spreadsheet.ts";
import { googleSheetsDeleteRows } from "./google-sheets-delete-rows.ts";
import { googleSheetsFindReplace } from "./google-sheets-find-replace.ts";
import { googleSheetsGetColumn } from "./google-sheets-get-column.ts";
import { googleSheetsGetRow } from "./google-sheets-get-row.ts";
import { googleSheetsInsertRow } from "./google-sheets-insert-row.ts";
import { googleSheetsLookupRow } from "./google-sheets-lookup-row.ts";
import { googleSheetsMetadata } from "./google-sheets-metadata.ts";
import { googleSheetsRead } from "./google-sheets-read.ts";
import { googleSheetsSetPublicAccess } from "./google-sheets-set-public-access.ts";
import { googleSheetsShareSpreadsheet } from "./google-sheets-share-spreadsheet.ts";
import { googleSheetsUpdateCell } from "./google-sheets-update-cell.ts";
import { googleSheetsUpdateRow } from "./google-sheets-update-row.ts";
import { googleSheetsWrite } from "./google-sheets-write.ts";

export const GOOGLE_BLOCKS: readonly Block[] = [
  googleCalendarCreateEvent,
  googleCalendarReadEvents,
  gmailAddLabel,
  gmailCreateDraft,
  gmailDraftReply,
  gmailGetProfile,
  gmailGetThread,
  gmailListLabels,
  gmailRead,
  gmailRemoveLabel,
  gmailReply,
  gmailSend,
  googleSheetsAppendRow,
  googleSheetsClear,
  googleSheetsCreateSpreadsheet,
  googleSheetsDeleteRows,
  googleSheetsFindReplace,
  googleSheetsGetColumn,
  googleSheetsGetRow,
  googleSheetsInsertRow,
  googleSheetsLookupRow,
  googleSheetsMetadata,
  googleSheetsRead,
  googleSheetsUpdateCell,
  googleSheetsUpdateRow,
  googleSheetsWrite,
  googleDocsAppendMarkdown,
  googleDocsAppendPlainText,
  googleDocsCreate,
  googleDocsDeleteContent,
  googleDocsExport,
  googleDocsFindReplacePlainText,
  googleDocsFormatText,
  googleDocsGetMetadata,
  googleDocsGetStructure,
  googleDocsInsertMarkdownAt,
  googleDocsInsertPageBreak,
  googleDocsInsertPlainText,
  googleDocsInsertTable,
  googleDocsRead,
  googleDocsReplaceAllWithMarkdown,
  googleDocsReplaceContentWithMarkdown,
  googleDocsReplaceRangeWithMarkdown,
  googleDocsSetPublicAccess,
  googleDocsShare,
  googleSheetsSetPublicAccess,
  googleSheetsShareSpreadsheet,
];
