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
import { googleSheetsAddColumn } from "./google-sheets-add-column.ts";
import { googleSheetsAddDropdown } from "./google-sheets-add-dropdown.ts";
import { googleSheetsAddNote } from "./google-sheets-add-note.ts";
import { googleSheetsAppendRow } from "./google-sheets-append-row.ts";
import { googleSheetsBatchOperations } from "./google-sheets-batch-operations.ts";
import { googleSheetsClear } from "./google-sheets-clear.ts";
import { googleSheetsCopyToSpreadsheet } from "./google-sheets-copy-to-spreadsheet.ts";
import { googleSheetsCreateNamedRange } from "./google-sheets-create-named-range.ts";
import { googleSheetsCreateSpreadsheet } from "./google-sheets-create-spreadsheet.ts";
import { googleSheetsDeleteColumn } from "./google-sheets-delete-column.ts";
import { googleSheetsDeleteRows } from "./google-sheets-delete-rows.ts";
import { googleSheetsExportCsv } from "./google-sheets-export-csv.ts";
import { googleSheetsFilterRows } from "./google-sheets-filter-rows.ts";
import { googleSheetsFind } from "./google-sheets-find.ts";
import { googleSheetsFindReplace } from "./google-sheets-find-replace.ts";
import { googleSheetsFormat } from "./google-sheets-format.ts";
import { googleSheetsGetColumn } from "./google-sheets-get-column.ts";
import { googleSheetsGetNotes } from "./google-sheets-get-notes.ts";
import { googleSheetsGetRow } from "./google-sheets-get-row.ts";
import { googleSheetsGetRowCount } from "./google-sheets-get-row-count.ts";
import { googleSheetsGetUniqueValues } from "./google-sheets-get-unique-values.ts";
import { googleSheetsImportCsv } from "./google-sheets-import-csv.ts";
import { googleSheetsInsertRow } from "./google-sheets-insert-row.ts";
import { googleSheetsListNamedRanges } from "./google-sheets-list-named-ranges.ts";
import { googleSheetsLookupRow } from "./google-sheets-lookup-row.ts";
import { googleSheetsManageSheet } from "./google-sheets-manage-sheet.ts";
import { googleSheetsMetadata } from "./google-sheets-metadata.ts";
import { googleSheetsProtectRange } from "./google-sheets-protect-range.ts";
import { googleSheetsRead } from "./google-sheets-read.ts";
import { googleSheetsRemoveDuplicates } from "./google-sheets-remove-duplicates.ts";
import { googleSheetsSetPublicAccess } from "./google-sheets-set-public-access.ts";
import { googleSheetsShareSpreadsheet } from "./google-sheets-share-spreadsheet.ts";
import { googleSheetsSort } from "./google-sheets-sort.ts";
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
  googleSheetsAddColumn,
  googleSheetsAddDropdown,
  googleSheetsAddNote,
  googleSheetsBatchOperations,
  googleSheetsCopyToSpreadsheet,
  googleSheetsCreateNamedRange,
  googleSheetsDeleteColumn,
  googleSheetsExportCsv,
  googleSheetsFilterRows,
  googleSheetsFind,
  googleSheetsFormat,
  googleSheetsGetNotes,
  googleSheetsGetRowCount,
  googleSheetsGetUniqueValues,
  googleSheetsImportCsv,
  googleSheetsListNamedRanges,
  googleSheetsManageSheet,
  googleSheetsProtectRange,
  googleSheetsRemoveDuplicates,
  googleSheetsSort,
];
